#include "engine/browser/browser.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <exception>
#include <system_error>
#include <utility>

#include "cdp/protocol/browser.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/storage.h"
#include "cdp/protocol/target.h"
#include "cdp/transport.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page_impl.h"
#include "engine/download/partial_downloads.h"
#include "engine/error.h"
#include "engine/process/system_user.h"
#include "engine/state/storage_transfer.h"

namespace nightporter::engine {

using namespace std::chrono_literals;

namespace {

constexpr auto kFirstAnswerLimit = 15s;
/// How long a closing Chrome may take before it is told to go by a signal.
constexpr auto kPoliteCloseLimit = 5s;
/// A partial download that nobody has written to for so long belongs to a browser that was killed.
constexpr auto kAbandonedAfter = 1h;
/// With the connection it goes too, so that a browser that runs on is not left with our sessions.
constexpr cdp::target::CreateBrowserContext kOurContext{.disposeOnDetach = true};

awaitable<std::unique_ptr<cdp::Connection>> connect_to(ChromeProcess& process, TransportKind transport, cdp::ConnectionOptions options,
                                                       Deadline deadline) {
  if (transport == TransportKind::kPipe) {
    const ChromeProcess::PipeEnds ends = process.release_pipe();
    const auto executor = co_await boost::asio::this_coro::executor;
    co_return cdp::Connection::over(cdp::make_pipe_transport(executor, ends.read_fd, ends.write_fd), std::move(options));
  }
  co_return co_await cdp::Connection::open_websocket(process.web_socket_url(), std::move(options), deadline);
}

}  // namespace

awaitable<void> BrowserImpl::start(Deadline deadline) {
  disconnected_subscription = connection->on_disconnected([this](const cdp::Disconnected& reason) {
    disconnected = std::make_exception_ptr(reason);
    for (const auto& [id, context] : contexts) {
      context->close_pages();
      context->downloads->context_closed(reason.what());
      context->changed.notify_all();
    }
  });
  cdp::Session& root = connection->root();
  attached_subscription = root.on<cdp::target::AttachedToTarget>([this](const auto& event) { target_attached(event); });
  auto version_reply = root.start(cdp::browser::GetVersion{});
  // Pages, and "other" because Chrome 147 hangs a page whose companion of that type is not attached. Service and
  // shared workers are left alone: attached ones are paused, and hang when two sessions hold them.
  auto attached =
      root.start(cdp::target::SetAutoAttach{.autoAttach = true,
                                            .waitForDebuggerOnStart = true,
                                            .flatten = true,
                                            .filter = std::vector<cdp::target::FilterEntry>{{.type = "page"}, {.type = "other"}}});
  // When it is answered the targets that were there before have been reported.
  auto reported = root.start(cdp::target::GetTargetInfo{});
  // Chrome starts its network process when that is first needed, which takes longer than all of this: it may begin now. Only where there
  // is no cookie yet that could be told.
  if (process && options.profile.empty()) {
    spare_context.emplace(root.start(kOurContext));
    root.send_and_forget(cdp::storage::GetCookies{});
  }
  const auto answer = co_await std::move(version_reply).get(deadline);
  version = {
      .product = answer.product, .protocol_version = answer.protocolVersion, .revision = answer.revision, .user_agent = answer.userAgent};
  co_await std::move(attached).get(deadline);
  co_await std::move(reported).get(deadline);
}

void BrowserImpl::target_attached(const cdp::target::AttachedToTarget& event) {
  auto session = connection->attach(event.sessionId);
  const cdp::target::TargetInfo& target = event.targetInfo;
  const auto context = target.browserContextId ? contexts.find(target.browserContextId->value()) : contexts.end();
  // Full Chrome has pages of its own inside our contexts, such as the pop-up below the address bar.
  const bool is_ours = target.type == "page" && context != contexts.end() && !target.url.starts_with("chrome://omnibox");
  if (is_ours) {
    context->second->target_attached(target, std::move(session));
    return;
  }
  session->send_and_forget(cdp::runtime::RunIfWaitingForDebugger{});
  connection->root().send_and_forget(cdp::target::DetachFromTarget{.sessionId = event.sessionId});
}

void BrowserImpl::forget(const ContextImpl& context) {
  contexts.erase(context.id);
}

Browser::Browser(std::unique_ptr<BrowserImpl> impl) : impl_(std::move(impl)) {
  impl_->self = this;
}

Browser::~Browser() = default;

awaitable<std::unique_ptr<Browser>> Browser::launch(LaunchOptions options, Deadline deadline) {
  std::unique_ptr<Browser> browser(new Browser(std::make_unique<BrowserImpl>(co_await boost::asio::this_coro::executor)));
  BrowserImpl& impl = *browser->impl_;
  impl.options = options;
  impl.process = co_await ChromeProcess::launch(options, deadline);
  ChromeProcess& process = *impl.process;
  bool failed = false;
  try {
    const Deadline first_answer = deadline.earlier_of(kFirstAnswerLimit);
    impl.connection = co_await connect_to(process, options.transport,
                                          {.last_log_lines = [&process] { return process.last_log_lines(); }, .wire_log = options.wire_log},
                                          first_answer);
    co_await impl.start(first_answer);
  } catch (const cdp::Error&) {
    failed = true;
  }
  if (failed) throw co_await process.diagnose(deadline);
  co_return browser;
}

awaitable<std::unique_ptr<Browser>> Browser::connect(std::string web_socket_url, std::filesystem::path wire_log, Deadline deadline) {
  std::unique_ptr<Browser> browser(new Browser(std::make_unique<BrowserImpl>(co_await boost::asio::this_coro::executor)));
  browser->impl_->connection =
      co_await cdp::Connection::open_websocket(std::move(web_socket_url), {.wire_log = std::move(wire_log)}, deadline);
  co_await browser->impl_->start(deadline);
  co_return browser;
}

awaitable<std::unique_ptr<BrowserContext>> Browser::new_context(ContextOptions options, Deadline deadline) {
  if (impl_->disconnected) std::rethrow_exception(impl_->disconnected);
  auto created = std::exchange(impl_->spare_context, std::nullopt);
  if (!created) created.emplace(root().start(kOurContext));
  auto context = adopt_context((co_await std::move(*created).get(deadline)).browserContextId.value(), std::move(options));
  co_await prepare(*context, put_storage_state, deadline);
  co_return context;
}

awaitable<std::unique_ptr<BrowserContext>> Browser::profile_context(ContextOptions options, Deadline deadline) {
  if (impl_->disconnected) std::rethrow_exception(impl_->disconnected);
  const auto known = co_await root().call(cdp::target::GetBrowserContexts{}, deadline);
  if (!known.defaultBrowserContextId)
    throw Error("this Chrome does not tell its own profile's context", "profile mode needs Chrome 139 or newer");
  if (impl_->contexts.contains(known.defaultBrowserContextId->value())) throw Error("the profile's context is in use already");
  auto context = adopt_context(known.defaultBrowserContextId->value(), std::move(options));
  context->impl().is_profile = true;
  co_await prepare(*context, fill_storage_state, deadline);
  co_return context;
}

awaitable<void> Browser::prepare(BrowserContext& context, RestoreState restore, Deadline deadline) {
  // Chrome takes these one after the other; nobody waits in between.
  context.downloads().start();
  if (context.options().opens_page) context.impl().start_opening_page();
  if (context.options().storage_state) co_await restore(context, *context.options().storage_state, deadline);
  co_await context.downloads().started(deadline);
}

std::unique_ptr<BrowserContext> Browser::adopt_context(std::string id, ContextOptions options) {
  const bool catches = options.downloads != Downloads::kLeaveAlone;
  std::filesystem::path quarantine = catches ? prepare_quarantine(options.quarantine) : std::filesystem::path();
  auto context = std::make_unique<ContextImpl>(*impl_, std::move(id), std::move(options));
  context->downloads = std::make_unique<DownloadTracker>(root(), context->id, context->options.downloads, std::move(quarantine));
  impl_->contexts.emplace(context->id, context.get());
  if (context->options.storage_state)
    for (std::string& secret : secrets_of(*context->options.storage_state)) redact(std::move(secret));
  return std::make_unique<BrowserContext>(std::move(context));
}

std::filesystem::path Browser::make_shared_quarantine() {
  // We do not know as whom that browser runs, only that it must be on this machine for its files to be of use.
  if (!impl_->shared_directory) impl_->shared_directory.emplace();
  const std::filesystem::path quarantine = impl_->shared_directory->path() / ("downloads-" + std::to_string(++impl_->scratch_directories));
  std::filesystem::create_directory(quarantine);
  std::filesystem::permissions(quarantine, std::filesystem::perms::all);
  return quarantine;
}

std::filesystem::path Browser::prepare_quarantine(const std::filesystem::path& wanted) {
  if (wanted.empty()) {
    if (!impl_->process) return make_shared_quarantine();
    return impl_->process->make_scratch_directory("downloads-" + std::to_string(++impl_->scratch_directories));
  }
  const bool just_made = std::filesystem::create_directories(wanted);
  const std::filesystem::path quarantine = std::filesystem::canonical(wanted);  // Chrome refuses ".." in a path
  sweep_partial_downloads(quarantine, kAbandonedAfter);
  if (impl_->process && just_made) impl_->process->give_to_chrome(quarantine);
  if (impl_->process) impl_->process->require_writable(quarantine);
  return quarantine;
}

const BrowserVersion& Browser::version() const {
  return impl_->version;
}
ChromeProcess* Browser::process() {
  return impl_->process.get();
}
bool Browser::is_connected() const {
  return !impl_->disconnected;
}
void Browser::redact(std::string secret) {
  impl_->redactor->add_secret(secret);
  impl_->connection->redact(std::move(secret));
}

std::shared_ptr<const cdp::Redactor> Browser::redactor() const {
  return impl_->redactor;
}

cdp::Session& Browser::root() {
  return impl_->connection->root();
}

awaitable<void> Browser::close(Deadline deadline) {
  BrowserImpl& impl = *impl_;
  const Deadline polite = deadline.earlier_of(kPoliteCloseLimit);
  std::exception_ptr lost;
  // Said before, because Chrome cancels what is under way first, which would look like a broken connection.
  for (const auto& [id, context] : impl.contexts) context->downloads->context_closed("the browser is being closed");
  const bool has_folders_of_callers =
      std::any_of(impl.contexts.begin(), impl.contexts.end(), [](const auto& entry) { return !entry.second->options.quarantine.empty(); });
  // Chrome puts away what it keeps, and the halves of downloads in a folder that stays. All else is removed with its own folder: nobody
  // waits until Chrome has put that away, which takes it longer than starting.
  const bool asks = impl.process && (!impl.options.profile.empty() || has_folders_of_callers);
  if (impl.process && !asks) co_await impl.process->kill(polite);
  try {
    if (asks && !impl.disconnected) co_await root().send_may_fail(cdp::browser::Close{}, polite);
    if (!asks) co_await impl.connection->close(polite);
  } catch (const cdp::Error&) {
    lost = std::current_exception();  // it has gone already, or does not answer: what follows ends it surely
  }
  if (!asks) co_return;
  if (!co_await impl.process->wait_for_exit(lost ? polite.earlier_of(1s) : polite)) co_await impl.process->close(polite);
  impl.process->kill();
}

}  // namespace nightporter::engine
