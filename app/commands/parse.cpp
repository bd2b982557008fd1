#include <chrono>

#include "app/commands/commands.h"
#include "app/commands/site_catalog.h"
#include "app/error.h"
#include "app/error_report.h"
#include "app/parse/raw_tables.h"
#include "app/parse/report_preview.h"
#include "app/terminal/plain_text.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::app {

namespace {

struct NamedReport {
  sites::Recipe recipe;
  const sites::Report* report = nullptr;
};

/// "td/order_report". The recipe's mistakes are told as `sites check` tells them.
NamedReport find_report(const std::string& name, const CommandContext& context) {
  const std::size_t slash = name.find('/');
  if (slash == std::string::npos)
    throw UsageError("\"" + name + "\" names no report", "Write the site's code and the report: td/order_report.");
  NamedReport found{.recipe = site_catalog(context.configuration(), context.environment).find(model::SiteCode(name.substr(0, slash)))};
  found.report = found.recipe.find_report(model::ReportName(name.substr(slash + 1)));
  if (found.report == nullptr) {
    std::vector<std::string> known;
    for (const sites::Report& other : found.recipe.reports) known.push_back(other.name.value());
    throw UsageError(found.recipe.name + " has no report \"" + name.substr(slash + 1) + "\"",
                     sites::yaml::did_you_mean(name.substr(slash + 1), known));
  }
  if (found.report->table.columns.empty())
    throw ConfigurationError("the recipe " + found.recipe.file + " says nothing of the table of " + name,
                             "`nightporter sites infer FILE` proposes it.");
  return found;
}

std::optional<model::Period> asked_period(const ParseOptions& options, const sites::Recipe& recipe) {
  if (!options.from && options.to) throw UsageError("--to without --from", "Give both, or --from alone for one day.");
  if (!options.from) return std::nullopt;
  const model::CalendarDate today = sites::business_day(recipe, std::chrono::system_clock::now());
  const model::CalendarDate from = options.from->resolve(today);
  const model::Period period{from, options.to ? options.to->resolve(today) : from};
  if (period.to < period.from)
    throw UsageError("--from " + period.from.to_iso() + " lies after --to " + period.to.to_iso(), "Swap the two days.");
  return period;
}

/// The checks with the store's words in them; what needs a store or period that nobody named goes to `not_checked`.
model::TableChecks checks_of(const NamedReport& named, const ParseOptions& options, std::optional<model::Period> asked,
                             const CommandContext& context, std::vector<std::string>& not_checked) {
  model::TableChecks checks;
  checks.rows_at_least = named.report->checks.rows_at_least;
  checks.rows_at_most = named.report->checks.rows_at_most;
  checks.duplicate_keys = named.report->checks.duplicate_keys;
  if (!asked) not_checked.emplace_back("whether the dates lie in the period (--from, --to)");
  if (named.report->checks.rows_against_history) not_checked.emplace_back("rows_against_history, which needs what is loaded");
  if (!named.report->checks.empty_when_page_shows.empty()) not_checked.emplace_back("empty_when_page_shows, which needs the page");
  if (named.report->checks.column_equals.empty()) return checks;
  if (options.store.empty()) {
    not_checked.emplace_back("whose rows they are (--store)");
    return checks;
  }
  const StoreSettings settings = select_stores(context.configuration(), {.crm = named.recipe.site.value(), .store = options.store}).front();
  const model::Store store{.site = settings.site, .code = settings.code, .name = settings.name, .variables = settings.variables};
  const model::Period period = asked.value_or(model::Period{});
  checks.column_equals = named.report->table_checks(sites::Variables::of_store(store).with_period(period)).column_equals;
  return checks;
}

}  // namespace

ExitCode execute(const ParseOptions& options, const CommandContext& context) {
  if (options.csv && context.global.json) throw UsageError("--csv and --json exclude each other", "Give one of them.");
  if (options.report.empty()) {
    if (!options.store.empty() || options.from || options.to)
      throw UsageError("--store, --from and --to need --report",
                       "Name the report whose recipe is to judge the file: --report td/order_report.");
    print_raw_tables(options, context);
    return ExitCode::kGood;
  }
  const NamedReport named = find_report(options.report, context);
  const auto asked = asked_period(options, named.recipe);
  std::vector<std::string> not_checked;
  const model::TableChecks checks = checks_of(named, options, asked, context, not_checked);
  const bool all_rows = options.csv || context.global.json;
  ReportPreview preview =
      preview_report(options.file, named.report->table, checks, asked, all_rows ? SIZE_MAX : static_cast<std::size_t>(options.limit));
  preview.not_checked = std::move(not_checked);
  if (context.global.json) {
    print_json(preview, context.out);
  } else if (options.csv) {
    print_csv(preview, context.out);
    for (const stages::Violation& violation : preview.checks.violations)
      context.err << "row " << violation.row << ": " << plain_line(violation.message) << " [" << to_string(violation.rule) << "]\n";
    for (const stages::BadRow& row : preview.bad_rows)
      for (const auto& reason : row.reasons)
        context.err << plain_line("row " + std::to_string(row.number) + ", " + reason.header + " \"" + reason.value +
                                  "\": " + reason.message)
                    << '\n';
  } else {
    print_for_people(preview, context.out);
  }
  return preview.exit_code();
}

}  // namespace nightporter::app
