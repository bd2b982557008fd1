#include "sites/recipe.h"

#include <date/tz.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "engine/download/file_naming.h"
#include "sites/language/words.h"
#include "sites/walk.h"

namespace nightporter::sites {

std::string to_string(LoginPage page) {
  return language::login_page_words()[static_cast<std::size_t>(page)];
}

model::Period PeriodLimit::longest_from(model::CalendarDate from) const {
  if (unit == Unit::kDays) return {from, from + std::chrono::days(count - 1)};
  const std::chrono::year_month_day start = from.year_month_day();
  const std::chrono::year_month month = std::chrono::year_month(start.year(), start.month()) + std::chrono::months(count);
  const std::chrono::year_month_day_last month_end(month.year(), std::chrono::month_day_last(month.month()));
  const std::chrono::day day = std::min(start.day(), month_end.day());
  const std::chrono::year_month_day after(month.year(), month.month(), day);
  return {from, model::CalendarDate(std::chrono::sys_days(after) - std::chrono::days(1))};
}

bool Report::applies_to(const model::Store& store) const {
  return std::all_of(only_for.begin(), only_for.end(), [&](const auto& condition) {
    const auto& [variable, texts] = condition;
    const auto given = store.variables.find(variable);
    const std::string value = variable == "code"               ? store.code.value()
                              : variable == "name"             ? store.name
                              : given == store.variables.end() ? ""
                                                               : given->second;
    return std::find(texts.begin(), texts.end(), value) != texts.end();
  });
}

model::TableChecks Report::table_checks(const Variables& variables) const {
  model::TableChecks result;
  result.rows_at_least = checks.rows_at_least;
  result.rows_at_most = checks.rows_at_most;
  result.rows_against_history = checks.rows_against_history;
  result.duplicate_keys = checks.duplicate_keys;
  for (const auto& [column, text] : checks.column_equals) result.column_equals.emplace_back(column, text.render(variables).reveal());
  return result;
}

const Report* Recipe::find_report(const model::ReportName& report_name) const {
  for (const Report& report : reports)
    if (report.name == report_name) return &report;
  return nullptr;
}

std::vector<std::string> Recipe::secrets_used() const {
  std::set<std::string> names;
  const auto look = [&](const Step& step) {
    for (const TextTemplate& text : templates_of(step))
      for (const auto& reference : text.references())
        if (reference.name.starts_with("secret.")) names.insert(reference.name.substr(7));
  };
  for_every_step(session.sign_in, look);
  for_every_step(session.sign_out, look);
  for (const Report& report : reports) for_every_step(report.steps, look);
  return {names.begin(), names.end()};
}

std::string file_name_for(const Recipe& recipe, const Report& report, const model::Store& store, model::Period period, FileType type,
                          int part) {
  std::string crm = recipe.site.value();
  std::transform(crm.begin(), crm.end(), crm.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return engine::CanonicalName{.crm = std::move(crm),
                               .report_type = report.file_title,
                               .store_name = store.name,
                               .from = period.from.to_iso(),
                               .to = period.to.to_iso(),
                               .extension = file_extension(type),
                               .part = part}
      .to_string();
}

model::CalendarDate business_day(const Recipe& recipe, std::chrono::system_clock::time_point now) {
  const auto local = date::make_zoned(recipe.time_zone, now).get_local_time() - recipe.day_ends_at;
  const auto day = date::floor<date::days>(local);
  return model::CalendarDate(std::chrono::sys_days(std::chrono::days(day.time_since_epoch().count())));
}

}  // namespace nightporter::sites
