#include "engine/browser/browser_context.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cdp/async/on_worker.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/storage.h"
#include "cdp/protocol/target.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/origin.h"
#include "engine/browser/page_impl.h"
#include "engine/error.h"
#include "engine/state/chrome_cookies.h"
#include "engine/state/storage_transfer.h"

namespace nightporter::engine {

ContextImpl::ContextImpl(BrowserImpl& its_browser, std::string its_id, ContextOptions its_options)
    : browser(its_browser), id(std::move(its_id)), options(std::move(its_options)) {}

ContextImpl::~ContextImpl() {
  browser.forget(*this);
  if (downloads && !closed) downloads->context_closed("the browser context is gone");
  for (const auto& page : pages) {
    if (downloads && !page->is_closed()) downloads->page_closed(*page);
  }
}

void ContextImpl::require_open() const {
  if (browser.disconnected) std::rethrow_exception(browser.disconnected);
  if (closed) throw Error("the browser context has been closed");
}

Page* ContextImpl::find(std::string_view target) const {
  const auto found = std::find_if(pages.begin(), pages.end(), [target](const auto& page) { return page->id() == target; });
  return found == pages.end() ? nullptr : found->get();
}

void ContextImpl::target_attached(const cdp::target::TargetInfo& target, std::unique_ptr<cdp::Session> session) {
  if (hidden_tabs_opening > 0 && !target.openerId) {
    undecided.emplace_back(target, std::move(session));
    changed.notify_all();
    return;
  }
  start_page(target, std::move(session));
}

void ContextImpl::start_page(const cdp::target::TargetInfo& target, std::unique_ptr<cdp::Session> session) {
  Page* opener = target.openerId ? find(target.openerId->value()) : nullptr;
  auto page = std::make_unique<Page>(std::make_shared<PageImpl>(*this, target.targetId.value(), opener, std::move(session)));
  Page& started = *pages.emplace_back(std::move(page));
  downloads->page_opened(started);  // before the page is let go, so that its first request is seen
  started.impl().start();
}

void ContextImpl::page_ready(Page& page) {
  if (page.opener() != nullptr && page.impl().life == PageImpl::Life::kOpen) page.opener()->impl().popup_opened(page);
  changed.notify_all();
}

void ContextImpl::page_gone(Page& page) {
  downloads->page_closed(page);
  changed.notify_all();
}

void ContextImpl::close_pages() {
  for (const auto& page : pages) page->impl().closed();
}

void ContextImpl::start_opening_page() {
  page_being_opened.emplace(browser.connection->root().start(tab_to_create()));
}

cdp::target::CreateTarget ContextImpl::tab_to_create() const {
  cdp::target::CreateTarget create{.url = "about:blank", .browserContextId = cdp::BrowserContextId(id)};
  // Full Chrome makes a tab of the second one, and tabs have no size of their own.
  const bool is_first = std::none_of(pages.begin(), pages.end(), [](const auto& page) { return !page->is_closed(); });
  if (browser.options.window_mode == WindowMode::kHeadlessShell || (browser.options.window_mode == WindowMode::kHeadless && is_first)) {
    create.width = options.viewport.width;
    create.height = options.viewport.height;
    // Full Chrome gives a size to new windows only, and opens a tab where the context has a window already.
    if (browser.options.window_mode == WindowMode::kHeadless) create.newWindow = true;
  }
  return create;
}

awaitable<std::string> ContextImpl::create_target(Deadline deadline) {
  require_open();
  const auto created = co_await browser.connection->root().call(tab_to_create(), deadline);
  co_return created.targetId.value();
}

awaitable<std::pair<std::string, std::unique_ptr<cdp::Session>>> ContextImpl::open_hidden_tab(Deadline deadline) {
  struct Opening {
    ContextImpl& context;
    explicit Opening(ContextImpl& its_context) : context(its_context) { ++context.hidden_tabs_opening; }
    ~Opening() {
      if (--context.hidden_tabs_opening == 0) context.release_undecided();
    }
  } const opening(*this);
  const std::string target = co_await create_target(deadline);
  const auto find_it = [this, &target] {
    return std::find_if(undecided.begin(), undecided.end(), [&target](const auto& held) { return held.first.targetId.value() == target; });
  };
  co_await changed.wait_until(
      [this, &find_it] {
        require_open();
        return find_it() != undecided.end();
      },
      deadline, "a hidden tab");
  const auto found = find_it();
  std::unique_ptr<cdp::Session> session = std::move(found->second);
  undecided.erase(found);
  session->send_and_forget(cdp::runtime::RunIfWaitingForDebugger{});
  co_return std::pair{target, std::move(session)};
}

void ContextImpl::release_undecided() {
  for (auto& [target, session] : std::exchange(undecided, {})) start_page(target, std::move(session));
}

awaitable<void> ContextImpl::seed_first_tab(Page& page, Deadline deadline) {
  if (const std::vector<Cookie> cookies = std::exchange(session_cookies_to_seed, {}); !cookies.empty())
    co_await put_cookies(*self, cookies, deadline);
  const std::vector<OriginState> seeds = std::exchange(session_storage_to_seed, {});
  if (seeds.empty()) co_return;
  page.impl().visibility = PageImpl::Visibility::kUnnoticed;
  co_await put_session_storage(page.impl().session_of(page.id()), seeds, deadline);
  const FrameNode& main = page.impl().tree.main();
  co_await page.impl().wait_until([&main] { return main.url == "about:blank" && main.has_reached(WaitUntil::kLoad); }, deadline,
                                  "an empty tab");
  page.impl().visibility = PageImpl::Visibility::kSeen;
}

BrowserContext::BrowserContext(std::unique_ptr<ContextImpl> impl) : impl_(std::move(impl)) {
  impl_->self = this;
}

BrowserContext::~BrowserContext() = default;

awaitable<Page*> BrowserContext::new_page(Deadline deadline) {
  std::string target;
  if (auto opening = std::exchange(impl_->page_being_opened, std::nullopt)) {
    target = (co_await std::move(*opening).get(deadline)).targetId.value();
  } else {
    target = co_await impl_->create_target(deadline);
  }
  Page* page = nullptr;
  co_await impl_->changed.wait_until(
      [&] {
        impl_->require_open();
        page = impl_->find(target);
        return page != nullptr && (page->impl().life != PageImpl::Life::kStarting || page->impl().start_failure);
      },
      deadline, "a new page");
  if (page->impl().start_failure) std::rethrow_exception(page->impl().start_failure);
  page->impl().require_open();
  co_await impl_->seed_first_tab(*page, deadline);
  co_return page;
}

std::vector<Page*> BrowserContext::pages() const {
  std::vector<Page*> open;
  for (const auto& page : impl_->pages) {
    if (page->impl().life == PageImpl::Life::kOpen || page->has_crashed()) open.push_back(page.get());
  }
  return open;
}

awaitable<void> BrowserContext::pages_change(Deadline deadline) {
  impl_->require_open();
  co_await impl_->changed.wait(deadline, "a change of the pages");
}

awaitable<StorageState> BrowserContext::storage_state(Deadline deadline) {
  return storage_state(IndexedDb::kLeaveOut, deadline);
}

awaitable<StorageState> BrowserContext::storage_state(IndexedDb indexed_db, Deadline deadline) {
  impl_->require_open();
  return take_storage_state(*this, indexed_db, deadline);
}

awaitable<void> BrowserContext::set_storage_state(StorageState state, Deadline deadline) {
  impl_->require_open();
  return replace_storage_state(*this, std::move(state), deadline);
}

awaitable<void> BrowserContext::delete_cookies(std::function<bool(const Cookie&)> chosen, Deadline deadline) {
  impl_->require_open();
  return engine::delete_cookies(*this, std::move(chosen), deadline);
}

DownloadTracker& BrowserContext::downloads() {
  return *impl_->downloads;
}
const EvidenceRing& BrowserContext::evidence() const {
  return impl_->evidence;
}
EvidenceRing& BrowserContext::evidence() {
  return impl_->evidence;
}
void BrowserContext::hide(std::string secret, std::vector<std::string> origins) {
  browser().redact(secret);
  if (secret.empty() || std::ranges::find(impl_->hidden, secret, &HiddenSecret::text) != impl_->hidden.end()) return;
  impl_->hidden.push_back({.text = std::move(secret), .origins = std::move(origins)});
}

awaitable<void> BrowserContext::hide_session_cookies(Deadline deadline) {
  const auto found = co_await impl_->browser.connection->root().call(
      cdp::storage::GetCookies{.browserContextId = cdp::BrowserContextId(impl_->id)}, deadline);
  StorageState state;
  for (const cdp::network::Cookie& cookie : found.cookies) state.cookies.push_back(from_chrome(cookie));
  for (std::string& secret : secrets_of(state)) browser().redact(std::move(secret));
}

const std::string& BrowserContext::id() const {
  return impl_->id;
}
const ContextOptions& BrowserContext::options() const {
  return impl_->options;
}
Browser& BrowserContext::browser() {
  return *impl_->browser.self;
}
bool BrowserContext::is_closed() const {
  return impl_->closed || impl_->browser.disconnected;
}

awaitable<void> BrowserContext::close(Deadline deadline) {
  if (std::exchange(impl_->closed, true) || impl_->browser.disconnected) co_return;
  // Chrome may write downloads until it has answered. Of a folder that is only ours nothing is left when our own Chrome has gone.
  const bool waits = impl_->downloads->is_under_way() || !impl_->options.quarantine.empty() || !impl_->browser.process;
  impl_->downloads->context_closed("the browser context is being closed");
  impl_->changed.notify_all();
  if (impl_->is_profile) {
    for (Page* page : pages())
      co_await impl_->browser.connection->root().send_may_fail(cdp::target::CloseTarget{.targetId = cdp::TargetId(page->id())}, deadline);
  } else if (const cdp::target::DisposeBrowserContext dispose{.browserContextId = cdp::BrowserContextId(impl_->id)}; waits) {
    co_await impl_->browser.connection->root().send_may_fail(dispose, deadline);
  } else {
    impl_->browser.connection->root().send_and_forget(dispose);
  }
  impl_->close_pages();
  if (impl_->options.quarantine.empty() && impl_->options.downloads != Downloads::kLeaveAlone) {
    const std::filesystem::path quarantine = impl_->downloads->quarantine();
    co_await on_worker([quarantine] {
      std::error_code ignored;  // what cannot be removed now goes with the browser
      std::filesystem::remove_all(quarantine, ignored);
    });
  }
}

}  // namespace nightporter::engine
