#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/error.h"
#include "app/run/store_jobs.h"
#include "app/terminal/calendar.h"
#include "app/terminal/plain_text.h"

namespace nightporter::app {

namespace {

using stages::DayOutcome;
using stages::DayState;

/// Days that want a person's eye are named; more than these are only counted.
constexpr std::size_t kNamed = 5;

struct ReportDays {
  std::string site;
  std::string store;
  std::string report;
  std::vector<DayOutcome> days;
};

model::Period period_of(const CoverageOptions& options, model::CalendarDate today) {
  const model::CalendarDate yesterday = today - std::chrono::days(1);
  const auto month = today.year_month_day().year() / today.year_month_day().month() - std::chrono::months(1);
  const model::CalendarDate last_month{std::chrono::sys_days(month / 1)};
  const model::Period period{options.from ? options.from->resolve(today) : last_month, options.to ? options.to->resolve(today) : yesterday};
  if (period.to < period.from)
    throw UsageError("--from " + period.from.to_iso() + " lies after --to " + period.to.to_iso(), "Swap the two days.");
  return period;
}

stages::LedgerDays ledger_days(storage::Database* database, const storage::StoreReport& of, const model::Period& period,
                               const sites::Recipe& recipe) {
  stages::LedgerDays days{.business_day = [&recipe](storage::TimePoint moment) { return sites::business_day(recipe, moment); }};
  if (database == nullptr) return days;
  storage::RunLedger ledger(*database);
  days.coverage = ledger.coverage(of);
  days.downloads = ledger.downloads(
      {.site = of.site, .store = of.store, .report = of.report, .overlapping = period, .at_most = std::numeric_limits<int>::max()});
  return days;
}

bool wants_an_eye(const DayOutcome& day) {
  return day.state == DayState::kSuspicious || day.state == DayState::kFailed;
}

void print_calendar(const ReportDays& report, const std::string& program, std::ostream& out) {
  const auto here = std::ranges::count_if(report.days, [](const DayOutcome& day) {
    return day.state == DayState::kLoaded || day.state == DayState::kCorrected || day.state == DayState::kZeroConfirmed;
  });
  out << report.site << '/' << report.store << "  " << report.report << "   " << here << " of " << report.days.size() << " days\n"
      << draw_calendar(report.days);
  std::size_t named = 0;
  for (auto day = report.days.rbegin(); day != report.days.rend(); ++day) {
    if (!wants_an_eye(*day) || named++ >= kNamed) continue;
    out << "  " << day->day.to_iso() << "  " << to_string(day->state) << "  " << plain_line(day->detail);
    if (day->state == DayState::kSuspicious && day->download)
      out << "\n              `" << program << " accept " << *day->download << "` if it is right";
    out << '\n';
  }
  if (named > kNamed) out << "  and " << named - kNamed << " more; `" << program << " ledger` has them all\n";
  out << '\n';
}

void print_json(const std::vector<ReportDays>& reports, std::ostream& out) {
  Listing listing({{"site", ""}, {"store", ""}, {"report", ""}, {"day", ""}, {"state", ""}, {"ledger", ""}, {"detail", ""}});
  for (const ReportDays& report : reports)
    for (const DayOutcome& day : report.days)
      listing.add({report.site, report.store, report.report, day.day.to_iso(), std::string(to_string(day.state)),
                   value_or_nothing(day.download), day.detail});
  listing.print_json(out);
}

}  // namespace

ExitCode execute(const CoverageOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto database = open_existing_database(configuration);
  const auto now = std::chrono::system_clock::now();
  std::vector<ReportDays> reports;
  bool any_missing = false;
  for (const StoreJob& job : prepare_jobs(configuration, context.environment, options.selection)) {
    // Secrets are not needed to look at a store's days: only a recipe that cannot be read is a problem here.
    if (job.recipe.reports.empty()) throw ConfigurationError(job.store.label() + ": " + job.problem, job.hint);
    for (const sites::Report& report : job.recipe.reports) {
      if (!is_wanted(report, job, options.selection.report)) continue;
      const model::Period period = period_of(options, sites::business_day(job.recipe, now));
      const storage::StoreReport of{.site = job.store.site, .store = job.store.code, .report = report.name};
      reports.push_back({of.site.value(), of.store.value(), of.report.value(),
                         stages::day_states(period, ledger_days(database.get(), of, period, job.recipe))});
      any_missing =
          any_missing || std::ranges::any_of(reports.back().days, [](const DayOutcome& day) { return day.state == DayState::kMissing; });
    }
  }
  if (reports.empty() && options.selection.report != "all")
    throw ConfigurationError("no store has a report \"" + options.selection.report + "\"", "`nightporter sites list` names the sites.");
  if (context.global.json) {
    print_json(reports, context.out);
    return ExitCode::kGood;
  }
  for (const ReportDays& report : reports) print_calendar(report, context.program, context.out);
  context.out << (reports.empty() ? "No stores are configured.\n" : calendar_legend());
  if (any_missing) context.out << "`" << context.program << " backfill --from DAY --to DAY` fetches what is missing.\n";
  return ExitCode::kGood;
}

}  // namespace nightporter::app
