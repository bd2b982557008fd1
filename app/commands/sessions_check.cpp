#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/error_report.h"
#include "app/run/ledger_run.h"
#include "app/run/start_browser.h"
#include "app/run/store_jobs.h"
#include "app/run_loop.h"
#include "stages/collect/store_session.h"
#include "stages/run/held_lease.h"

namespace nightporter::app {

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
  Finding finding;
  const auto look = [&]() -> awaitable<void> { finding = co_await probe(browser, job, access, vault); };
  const auto warn = [&](const std::string& sentence) { log.warn(job.store.label(), "lease", sentence); };
  const auto failure = co_await failure_of(
      stages::under_lease(access, {.site = job.store.site, .store = job.store.code, .run = std::move(run), .warn = warn}, look));
  if (failure) co_return Finding{"failed", failure->message, failure->exit_code};
  co_return finding;
}

ExitCode check_sessions(const std::vector<StoreJob>& jobs, const model::RunId& run, storage::Database& database,
                        const Configuration& configuration, const CommandContext& context) {
  auto vault = open_vault(database, configuration, context.environment);
  stages::DatabaseAccess access(database);
  Log log({.file = configuration.log_file(), .on_console = false});
  std::vector<Finding> findings;
  const ExitCode ending = run_to_end([&]() -> awaitable<ExitCode> {
    co_await with_browser(configuration, context.global, Window::kHeadless, log, [&](engine::Browser& browser) -> awaitable<void> {
      for (const StoreJob& job : jobs) {
        const auto look = [&](engine::Browser& its_browser) -> awaitable<void> {
          findings.push_back(co_await find_out(its_browser, job, access, vault, run, log));
        };
        if (job.profile.empty() || !job.problem.empty())
          co_await look(browser);
        else
          co_await with_browser(configuration, context.global, Window::kHeadless, log, look, job.profile);
      }
    });
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
  return in_ledger_run(*database, "sessions check", [&](const model::RunId& run) {
    const ExitCode code = check_sessions(jobs, run, *database, configuration, context);
    return LedgerRunEnd{code, std::to_string(jobs.size()) + " sessions looked at"};
  });
}

}  // namespace nightporter::app
