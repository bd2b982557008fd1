#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/remote/remote_login.h"
#include "app/run/ledger_run.h"
#include "app/run/start_browser.h"
#include "app/run/store_jobs.h"
#include "app/run_loop.h"
#include "app/terminal/plain_text.h"
#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/process/chrome_process.h"
#include "stages/collect/store_session.h"
#include "stages/run/held_lease.h"
#include "storage/sign_in_hold.h"

namespace nightporter::app {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kOpensWithin = 60s;
constexpr auto kLooksEvery = 500ms;
/// The viewer reads how it ended, and a slow phone gets the message.
constexpr auto kFarewellTakes = 5s;

RemoteLoginSettings remote_settings(const RemoteOptions& options) {
  const auto listen = ListenAddress::parse(options.listen);
  if (!listen)
    throw UsageError("--listen: \"" + options.listen + "\" is not an address and a port", "Give for example 127.0.0.1:8443 or [::1]:0.");
  if (options.tls_certificate.empty() != options.tls_key.empty())
    throw UsageError("TLS needs both a certificate and its key", "Give --tls-certificate and --tls-key.");
  RemoteLoginSettings settings{.listen = *listen};
  if (!options.tls_key.empty()) settings.tls = TlsFiles{.certificate = options.tls_certificate, .key = options.tls_key};
  if (!settings.tls && !listen->is_loopback() && !options.plain_http)
    throw UsageError("--listen " + options.listen + " without TLS would send the password readable through the network",
                     "Give --tls-certificate and --tls-key; or listen on 127.0.0.1 and reach it with ssh -L; or add --plain-http where "
                     "nobody can listen in.");
  return settings;
}

/// One login by hand: the window, or the page that stands for it elsewhere, the person in front of it, and the program that watches for
/// "signed in".
class Bootstrap {
 public:
  Bootstrap(const BootstrapOptions& options, const CommandContext& context, const Configuration& configuration, StoreSettings settings)
      : options_(options),
        context_(context),
        configuration_(configuration),
        recipe_(site_catalog(configuration, context.environment).find(settings.site)),
        // Without its secrets: the person types them.
        store_{.site = settings.site, .code = settings.code, .name = settings.name, .variables = settings.variables},
        profile_(configuration.profile_of(settings)),
        database_(open_database(configuration)),
        vault_(open_vault(*database_, configuration, context.environment)),
        access_(*database_),
        log_({.file = configuration.log_file(), .on_console = false}) {}

  ExitCode run() {
    engine::sweep_abandoned_directories();
    return in_ledger_run(*database_, "bootstrap", [this](const model::RunId& run) {
      const ExitCode code = run_to_end([this, &run] { return under_lease(run); });
      return LedgerRunEnd{code, store_.label() + (code == ExitCode::kGood ? " is signed in" : " was not signed in")};
    });
  }

 private:
  awaitable<ExitCode> under_lease(model::RunId run) {
    ExitCode code = ExitCode::kFailed;
    const auto login = [this, &code]() -> awaitable<void> { code = co_await in_browser(); };
    const auto warn = [this](const std::string& sentence) { log_.warn(store_.label(), "lease", sentence); };
    co_await stages::under_lease(access_, {.site = store_.site, .store = store_.code, .run = std::move(run), .warn = warn}, login);
    co_return code;
  }

  awaitable<ExitCode> in_browser() {
    // First, since a wrong file or a port that is taken should not cost a browser's start. Nobody is let in yet.
    std::unique_ptr<RemoteLogin> remote;
    if (options_.remote) remote = open_remote(co_await asio::this_coro::executor);
    remote_ = remote.get();
    ExitCode code = ExitCode::kLoginNeeded;
    const auto login = [this, &code](engine::Browser& browser) -> awaitable<void> { code = co_await with_session(browser); };
    co_await with_browser(configuration_, context_.global, options_.remote ? Window::kElsewhere : Window::kHeaded, log_, login, profile_);
    co_return code;
  }

  awaitable<ExitCode> with_session(engine::Browser& browser) {
    stages::StoreSessionSettings settings{.store = store_,
                                          .keeping = keeping_of(profile_),
                                          .overrides = overrides_for(configuration_, recipe_),
                                          .blocks = stages::StoreSessionSettings::Blocks::kNothing};
    auto session =
        co_await stages::StoreSession::open(browser, recipe_, access_, vault_, std::move(settings), Deadline::after(kOpensWithin));
    const sites::SessionState found = co_await session->probe(Deadline::after(kOpensWithin));
    if (found.signed_in()) {
      co_await save(*session);
    } else if (options_.remote) {
      co_await sign_in_elsewhere(*session);
    } else {
      context_.out << "A window is open at " << plain_line(found.url) << ".\nLog in to " << recipe_.name << " as " << store_.name << " ("
                   << store_.label() << ") there; take your time, up to " << options_.within.count() / 60
                   << " minutes. The window closes by itself when you are in.\n"
                   << std::flush;
      co_await sign_in_and_save(*session, Deadline::after(options_.within));
    }
    co_await tell_saved();
    co_await session->close(Deadline::after(10s));
    co_return ExitCode::kGood;
  }

  std::unique_ptr<RemoteLogin> open_remote(asio::any_io_executor executor) {
    RemoteLoginSettings settings = remote_settings(*options_.remote);
    settings.words = {.site = recipe_.name,
                      .store = store_.name,
                      .label = store_.label(),
                      .expected = "When the dashboard appears this page closes by itself."};
    return std::make_unique<RemoteLogin>(std::move(executor), std::move(settings), [this](const std::string& visitor) {
      log_.info(store_.label(), "bootstrap", "the link was opened from " + visitor);
      context_.out << "Somebody at " << visitor << " has opened the link.\n" << std::flush;
    });
  }

  awaitable<void> sign_in_elsewhere(stages::StoreSession& session) {
    const Deadline deadline = Deadline::after(options_.within);
    tell_link();
    std::exception_ptr failure;
    try {
      co_await remote_->show_while(session.context(), sign_in_and_save(session, deadline), deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    const RemoteEnding ending = !failure                ? RemoteEnding::kSignedIn
                                : deadline.has_passed() ? RemoteEnding::kTimeIsUp
                                : is_quiet()            ? RemoteEnding::kNobodyCame
                                                        : RemoteEnding::kFailed;
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await remote_->end(ending, Deadline::after(kFarewellTakes));
    if (failure) std::rethrow_exception(failure);
    co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
  }

  void tell_link() {
    const RemoteOptions& options = *options_.remote;
    const std::string port = std::to_string(remote_->port());
    context_.out << "Open this link to log in to " << recipe_.name << " as " << store_.name << " (" << store_.label()
                 << "), on any device, within " << options_.within.count() / 60 << " minutes. It works once.\n\n    "
                 << remote_->link().reveal() << "\n\n";
    const auto listen = ListenAddress::parse(options.listen);
    if (listen->is_loopback())
      context_.out << "It leads to this machine alone. From another one, first:  ssh -L " << port << ":"
                   << host_and_port(listen->address, remote_->port()) << " THIS-MACHINE\n";
    else if (options.tls_key.empty())
      context_.out << "Warning: without TLS everybody on the way can read what is typed, the password too.\n";
    context_.out << std::flush;
  }

  bool is_quiet() const { return remote_->quiet_for() >= options_.remote->idle; }

  /// Watches the page until it is the one of a signed-in user. Nothing announces what a person will do next, so it looks again and again.
  awaitable<void> sign_in_and_save(stages::StoreSession& session, Deadline deadline) {
    asio::steady_timer next_look(co_await asio::this_coro::executor);
    while (!deadline.has_passed()) {
      next_look.expires_after(kLooksEvery);
      co_await next_look.async_wait(asio::use_awaitable);
      if (session.page().is_closed())
        throw Error(ExitCode::kLoginNeeded, store_.label() + ": the window was closed before the login was done", "Start bootstrap again.");
      if (remote_ != nullptr && is_quiet())
        throw Error(ExitCode::kLoginNeeded,
                    store_.label() + ": nobody has used the page for " + std::to_string(options_.remote->idle.count() / 60) + " minutes",
                    "Start bootstrap again when the person is ready; --idle gives more time.");
      if (co_await is_signed_in(session, deadline)) co_return co_await save(session);
    }
    throw Error(
        ExitCode::kLoginNeeded,
        store_.label() + ": nobody was signed in after " + std::to_string(options_.within.count() / 60) + " minutes",
        "Start bootstrap again; --within gives more time. If you were in, look at `session.probe.signed_in` in " + recipe_.file + ".");
  }

  /// A dialog of the page holds everything up until it is answered; on a page that shows it the person may think about it.
  awaitable<bool> is_signed_in(stages::StoreSession& session, Deadline deadline) {
    if (remote_ == nullptr) co_return (co_await session.look(Deadline::after(kOpensWithin))).signed_in();
    try {
      co_return (co_await session.look(deadline.earlier_of(kOpensWithin))).signed_in();
    } catch (const cdp::DeadlineExceeded&) {
      co_return false;
    }
  }

  awaitable<void> save(stages::StoreSession& session) {
    co_await session.save_state(stages::StoreSession::Save::kOverAny, Deadline::after(kOpensWithin));
    co_await access_.use([this](storage::Database& database) { storage::SignInHold::release(database, store_.site, store_.code); });
    log_.info(store_.label(), "bootstrap", "signed in by hand; session saved");
  }

  awaitable<void> tell_saved() {
    const auto versions = co_await access_.use(
        [this](storage::Database& database) { return storage::SessionVault::versions(database, store_.site, store_.code); });
    context_.out << "Signed in. The session of " << store_.label() << " is sealed and saved";
    if (!versions.empty() && versions.front().expires_at)
      context_.out << "; a new login is needed before " << storage::to_iso(*versions.front().expires_at);
    context_.out << ".\n";
  }

  const BootstrapOptions& options_;
  const CommandContext& context_;
  const Configuration& configuration_;
  const sites::Recipe recipe_;
  const model::Store store_;
  const std::filesystem::path profile_;
  std::unique_ptr<storage::Database> database_;
  storage::SessionVault vault_;
  stages::DatabaseAccess access_;
  Log log_;
  RemoteLogin* remote_ = nullptr;  // null: the login is done in a window
};

}  // namespace

ExitCode execute(const BootstrapOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto stores = select_stores(configuration, options.selection);
  if (stores.size() != 1) throw UsageError("bootstrap logs in to one store at a time", "Name it with --crm and --store.");
  if (options.remote) remote_settings(*options.remote);  // says what is wrong before anything is started
  return Bootstrap(options, context, configuration, stores.front()).run();
}

}  // namespace nightporter::app
