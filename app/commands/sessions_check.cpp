#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/error_report.h"
#include "app/run/start_browser.h"
#include "app/run/store_jobs.h"
#include "app/run_loop.h"
#include "stages/collect/store_session.h"
#include "stages/run/held_lease.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kStoreWithin = 60s;

struct Finding {
  std::string state;  // "signed in", "login needed"…
  std::string detail;
  ExitCode code = ExitCode::kGood;
};

awaitable<Finding> probe(engine::Browser& browser, const StoreJob& job, stages::DatabaseAccess& access, storage::SessionVault& vault) {
  const Deadline deadline = Deadline::after(kStoreWithin);
  auto session = co_await stages::StoreSession::open(
      browser, job.recipe, access, vault, {.store = job.store, .keeping = keeping_of(job.profile), .overrides = job.overrides}, deadline);
  if (!session->had_saved_state()) co_return Finding{"no session", "never logged in", ExitCode::kLoginNeeded};
  const sites::SessionState found = co_await session->probe(deadline);
  // Sites prolong a session that is used: what they gave us now is worth keeping.
  if (found.signed_in()) co_await session->save_state(stages::StoreSession::Save::kOverOlder, deadline);
  co_await session->close(deadline);
  if (found.signed_in()) co_return Finding{"signed in", "", ExitCode::kGood};
  const bool unknown = found.kind == sites::SessionState::Kind::kUnknownPage;
  co_return Finding{unknown ? "unknown page" : "login needed", found.url, unknown ? ExitCode::kSiteChanged : ExitCode::kLoginNeeded};
}

/// A store that cannot be asked is a finding; the others are still asked.
awaitable<Finding> find_out(engine::Browser& browser, const StoreJob& job, stages::DatabaseAccess& access, storage::SessionVault& vault,
                            model::RunId run, Log& log) {
  if (!job.problem.empty()) co_return Finding{"not configured", job.problem, ExitCode::kConfiguration};
  std::exception_ptr failure;
  try {
    Finding finding;
    const auto look = [&]() -> awaitable<void> { finding = co_await probe(browser, job, access, vault); };
    const auto warn = [&](const std::string& sentence) { log.warn(job.store.label(), "lease", sentence); };
    co_await stages::under_lease(access, {.site = job.store.site, .store = job.store.code, .run = std::move(run), .warn = warn}, look);
    co_return finding;
  } catch (...) {
    failure = std::current_exception();
  }
  const ErrorReport report = describe(failure);
  if (report.exit_code == ExitCode::kInterrupted) std::rethrow_exception(failure);
  co_return Finding{"failed", report.message, report.exit_code};
}

ExitCode check_sessions(const std::vector<StoreJob>& jobs, const model::RunId& run, storage::Database& database,
                        const Configuration& configuration, const CommandContext& context) {
  auto vault = open_vault(database, configuration, context.environment);
  stages::DatabaseAccess access(database);
  Log log({.file = configuration.log_file(), .on_console = false});
  std::vector<Finding> findings;
  const ExitCode ending = run_to_end([&]() -> awaitable<ExitCode> {
    auto browser = co_await start_browser(configuration, context.global, Window::kHeadless, log, Deadline::after(30s));
    std::exception_ptr failure;
    try {
      for (const StoreJob& job : jobs) {
        std::unique_ptr<engine::Browser> own;
        if (!job.profile.empty() && job.problem.empty())
          own = co_await start_browser(configuration, context.global, Window::kHeadless, log, Deadline::after(30s), job.profile);
        findings.push_back(co_await find_out(own ? *own : *browser, job, access, vault, run, log));
        if (own) co_await own->close(Deadline::after(10s));
      }
    } catch (...) {
      failure = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await browser->close(Deadline::after(10s));
    if (failure) std::rethrow_exception(failure);
    co_return ExitCode::kGood;
  });
  if (ending != ExitCode::kGood) return ending;

  Listing listing({{"site", ""}, {"store", ""}, {"", "store"}, {"state", "session"}, {"detail", "detail"}, {"next", "next"}});
  ExitCode code = ExitCode::kGood;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const std::string site = jobs[i].store.site.value();
    const std::string store = jobs[i].store.code.value();
    const bool login = findings[i].code == ExitCode::kLoginNeeded;
    listing.add({site, store, jobs[i].store.label(), findings[i].state, findings[i].detail,
                 login ? "nightporter bootstrap --crm " + site + " --store " + store : std::string()});
    if (findings[i].code != ExitCode::kGood && code != ExitCode::kLoginNeeded) code = findings[i].code;
  }
  context.print(listing, "No stores are configured.");
  return code;
}

}  // namespace

ExitCode execute(const SessionsCheckOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto jobs = prepare_jobs(configuration, context.environment, options.selection);
  const auto database = open_database(configuration);
  storage::RunLedger ledger(*database);
  const model::RunId run = ledger.start_run("sessions check");
  ExitCode code = ExitCode::kFailed;
  std::exception_ptr failure;
  try {
    code = check_sessions(jobs, run, *database, configuration, context);
  } catch (...) {
    failure = std::current_exception();
  }
  ledger.finish_run(run, static_cast<int>(code), std::to_string(jobs.size()) + " sessions looked at");
  if (failure) std::rethrow_exception(failure);
  return code;
}

}  // namespace nightporter::app
