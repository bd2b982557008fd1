#include "app/run/store_jobs.h"

#include <algorithm>
#include <map>

#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/error_report.h"
#include "app/run/otp_sources.h"
#include "sites/yaml/did_you_mean.h"
#include "stages/plan/plan_periods.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

namespace {

model::Period asked_period(const AskedDays& asked, const sites::Recipe& recipe, std::chrono::system_clock::time_point now) {
  const model::CalendarDate today = sites::business_day(recipe, now);
  const model::Period period{asked.from.resolve(today), asked.to.resolve(today)};
  if (period.to < period.from)
    throw UsageError("--from " + period.from.to_iso() + " lies after --to " + period.to.to_iso(), "Swap the two days.");
  if (period.to > today)
    throw UsageError("--to " + period.to.to_iso() + " lies in the future", "The business day there is " + today.to_iso() + ".");
  return period;
}

std::vector<model::Period> wanted_periods(const StoreJob& job, const sites::Report& report, const std::optional<AskedDays>& asked,
                                          storage::Database* database, std::chrono::system_clock::time_point now) {
  const sites::Recipe& recipe = job.recipe;
  if (asked && !asked->only_missing) return stages::split_period(asked_period(*asked, recipe, now), report.period.at_most);
  stages::PlanInput input{.today = sites::business_day(recipe, now),
                          .rules = report.period,
                          .business_day = [&recipe](storage::TimePoint moment) { return sites::business_day(recipe, moment); }};
  if (database != nullptr)
    input.coverage = storage::RunLedger(*database).coverage({.site = job.store.site, .store = job.store.code, .report = report.name});
  if (!asked) return stages::plan_periods(input);
  input.at_most_periods = asked->at_most_periods;
  return stages::missing_periods(asked_period(*asked, recipe, now), input);
}

void check_report_exists(const StoreJob& job, const std::string& name) {
  if (job.recipe.find_report(model::ReportName(name)) != nullptr) return;
  std::string known;
  for (const auto& report : job.recipe.reports) known += (known.empty() ? "" : ", ") + report.name.value();
  throw ConfigurationError("the site " + job.store.site.value() + " has no report \"" + name + "\"", "Its reports are: " + known + ".");
}

/// A site under `origins:` that there is no recipe for can be no store's mistake.
void check_overridden_sites(const Configuration& configuration, const sites::Catalog& catalog) {
  if (configuration.origins.empty()) return;
  const std::vector<std::string> known = catalog.codes();
  for (const auto& [site, origins] : configuration.origins)
    if (!origins.empty() && std::find(known.begin(), known.end(), site) == known.end())
      throw ConfigurationError(origins.begin()->second.place + ": `sites: origins:` names the site \"" + site + "\", which has no recipe",
                               sites::yaml::did_you_mean(site, known));
}

}  // namespace

sites::OriginOverrides overrides_for(const Configuration& configuration, const sites::Recipe& recipe) {
  const auto found = configuration.origins.find(recipe.site.value());
  if (found == configuration.origins.end()) return {};
  std::vector<std::string> known;
  bool any_is_open = false;  // an origin with a variable fits more than its text
  for (const sites::TextTemplate& origin : recipe.origins) {
    known.push_back(origin.source());
    any_is_open = any_is_open || origin.source().find("{{") != std::string::npos;
  }
  std::map<std::string, std::string> overrides;
  for (const auto& [real, setting] : found->second) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const std::string& origin) { return sites::origin_of(origin) == sites::origin_of(real); });
    if (!is_known && !any_is_open)
      throw ConfigurationError(setting.place + ": the recipe " + recipe.file + " has no origin " + real,
                               sites::yaml::did_you_mean(real, known));
    overrides.emplace(real, setting.other);
  }
  return sites::OriginOverrides(overrides);
}

bool is_wanted(const sites::Report& report, const StoreJob& job, const std::string& selected) {
  const std::string& name = report.name.value();
  if (selected != "all" && selected != name) return false;
  if (!job.reports.empty() && std::find(job.reports.begin(), job.reports.end(), name) == job.reports.end()) return false;
  return report.applies_to(job.store);
}

void attempt(StoreJob& job, const std::function<void()>& work) {
  if (!job.problem.empty()) return;
  const auto failure = failure_of(work);
  if (!failure) return;
  if (failure->exit_code == ExitCode::kUsage) throw UsageError(failure->message, failure->hint);
  job.problem = failure->message;
  job.hint = failure->hint;
  job.tasks.clear();
}

std::vector<StoreJob> prepare_jobs(const Configuration& configuration, const Environment& environment, const Selection& selection) {
  const sites::Catalog catalog = site_catalog(configuration, environment);
  check_overridden_sites(configuration, catalog);
  std::map<model::SiteCode, sites::Recipe> recipes;  // read once, however many stores a site has
  std::vector<StoreJob> jobs;
  for (const StoreSettings& settings : select_stores(configuration, selection)) {
    StoreJob job{.store = {.site = settings.site, .code = settings.code, .name = settings.name},
                 .reports = settings.reports,
                 .profile = configuration.profile_of(settings)};
    attempt(job, [&] {
      if (!recipes.contains(settings.site)) recipes.emplace(settings.site, catalog.find(settings.site));
      job.recipe = recipes.at(settings.site);
      job.store = resolve_store(settings, environment);
      job.otp = configured_otp(settings, job.store);
      job.overrides = overrides_for(configuration, job.recipe);
      for (const std::string& name : settings.reports) check_report_exists(job, name);
    });
    jobs.push_back(std::move(job));
  }
  return jobs;
}

void plan_jobs(std::vector<StoreJob>& jobs, const std::string& selected_report, const std::optional<AskedDays>& asked,
               storage::Database* database, std::chrono::system_clock::time_point now) {
  for (StoreJob& job : jobs) {
    attempt(job, [&] {
      if (selected_report != "all") check_report_exists(job, selected_report);
      for (const sites::Report& report : job.recipe.reports) {
        if (!is_wanted(report, job, selected_report)) continue;
        for (const model::Period& period : wanted_periods(job, report, asked, database, now)) job.tasks.push_back({report.name, period});
      }
    });
  }
}

}  // namespace nightporter::app
