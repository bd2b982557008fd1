#include "sites/language/recipe_reader.h"

#include <algorithm>
#include <map>

#include "sites/language/scalars.h"
#include "sites/language/words.h"
#include "sites/walk.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::language {
namespace {

using Kind = Scope::Kind;

void read_declarations(Reader& r, const At& root, Recipe& recipe) {
  r.scope.add("site.code", Kind::kText);
  r.scope.add("store.code", Kind::kText);
  r.scope.add("store.name", Kind::kText);
  r.scope.add("secret.username", Kind::kSecret);
  r.scope.add("secret.password", Kind::kSecret);
  for (const auto& [entry, value] : root["variables"].entries()) {
    recipe.variables[entry->key] = r.text(value);
    r.scope.add("store." + entry->key, Kind::kText);
  }
  for (const auto& [entry, value] : root["secrets"].entries()) {
    recipe.secrets[entry->key] = r.text(value);
    if (entry->key != "totp") r.scope.add("secret." + entry->key, Kind::kSecret);
  }
  const At origins = root["origins"];
  if (origins && origins.node->is_sequence() && origins.node->items.empty())
    r.complain(origins, {"the list of origins is empty", "name the site's origin: https://www.example.com"});
  for (const At& origin : origins.each()) recipe.origins.push_back(r.text_template(origin, Scope::Use::kShown));
  r.origins = recipe.origins;
}

void read_block(Reader& r, const At& at, Recipe& recipe) {
  const std::vector<std::string>& words = blocked_resource_words();
  for (const At& type : at.each()) {
    const auto word = std::ranges::find(words, r.text(type));
    if (word == words.end()) continue;
    if (!recipe.block.insert(static_cast<engine::ResourceType>(word - words.begin())).second)
      r.complain(type, {"\"" + *word + "\" is named twice", "name it once"});
  }
}

void read_session(Reader& r, const At& at, SessionRecipe& session) {
  const At probe = at["probe"];
  session.probe.go_to = r.url(probe["goto"]);
  session.probe.signed_in = r.selectors(probe["signed_in"]);
  session.probe.signed_out = r.selectors(probe["signed_out"]);
  session.probe.timeout = r.duration(probe["timeout"]).value_or(session.probe.timeout);
  if (probe) session.probe.place = probe.node->place;
  for (std::size_t i = 0; i < login_page_words().size(); ++i)
    if (const At outcome = probe["outcomes"][login_page_words()[i]])
      session.probe.outcomes.emplace_back(static_cast<LoginPage>(i), r.selectors(outcome));
  session.sign_in = r.steps(at["sign_in"]);
  session.sign_out = r.steps(at["sign_out"]);
  session.span = static_cast<SessionSpan>(r.word(at["per"], session_span_words(), 0));
  session.when_lost = static_cast<LostSession>(r.word(at["when_lost"], lost_session_words(), 0));
  if (session.when_lost != LostSession::kSessionPerReport) return;
  if (session.span == SessionSpan::kReport)
    r.complain(at["when_lost"], {"every report has a session of its own already", "drop when_lost, or per: report"});
  if (at["sign_in"] && session.sign_in.empty())
    r.complain(at["when_lost"], {"a session for each report needs steps that sign in", "write them under sign_in, or drop when_lost"});
}

void read_retry(Reader& r, const At& at, RetryRules& rules) {
  for (std::size_t i = 0; i < trouble_words().size(); ++i) {
    RetryRule& rule = rules.rule(static_cast<Trouble>(i));
    const At written = at[trouble_words()[i]];
    rule.attempts = r.number(written["attempts"]).value_or(rule.attempts);
    rule.wait = r.duration(written["wait"]).value_or(rule.wait);
  }
}

void read_only_for(Reader& r, const At& at, const Recipe& recipe, Report& report) {
  std::vector<std::string> known{"code", "name"};
  for (const auto& variable : recipe.variables) known.push_back(variable.first);
  for (const auto& [entry, value] : at.entries()) {
    if (std::find(known.begin(), known.end(), entry->key) == known.end())
      r.complain_at(entry->place, at.where, {"unknown store variable \"" + entry->key + "\"", yaml::did_you_mean(entry->key, known)});
    std::vector<std::string> texts;
    for (const At& text : value.each()) texts.push_back(r.text(text));
    report.only_for.emplace_back(entry->key, std::move(texts));
  }
}

void read_history_check(Reader& r, const At& at, ReportChecks& checks) {
  model::RowsAgainstHistory history;
  history.min = read_factor(r.text(at["min"]));
  history.max = read_factor(r.text(at["max"]));
  history.weeks = r.number(at["weeks"]).value_or(history.weeks);
  if (!at["min"] && !at["max"]) r.complain(at, {"neither min nor max is said", "for example { min: 0.5, max: 2, weeks: 4 }"});
  if (history.min && history.max && *history.min > *history.max) r.complain(at, {"min is greater than max", ""});
  if (at["weeks"] && (history.weeks < 2 || history.weeks > 52))
    r.complain(at["weeks"], {"the habit of a weekday shows in 2 to 52 weeks", "say weeks: 4"});
  checks.rows_against_history = history;
}

void read_checks(Reader& r, const At& at, ReportChecks& checks) {
  for (const At& check : at.each()) {
    if (const At history = check["rows_against_history"]) read_history_check(r, history, checks);
    if (const At keys = check["duplicate_keys"])
      checks.duplicate_keys = static_cast<model::DuplicateKeys>(r.word(keys, duplicate_keys_words(), 0));
    const At rows = check["rows"];
    if (const auto least = r.number(rows["at_least"])) checks.rows_at_least = *least;
    if (const auto most = r.number(rows["at_most"])) checks.rows_at_most = *most;
    if (const At marker = rows["empty_when_page_shows"]) checks.empty_when_page_shows = r.selectors(marker);
    if (checks.rows_at_least && checks.rows_at_most && *checks.rows_at_least > *checks.rows_at_most)
      r.complain(rows, {"at_least is greater than at_most", ""});
    if (const At store = check["store"])
      checks.column_equals.emplace_back(r.text(store["column"]), r.text_template(store["equals"], Scope::Use::kShown));
  }
}

bool fetches_a_file(const Steps& steps) {
  bool found = false;
  for_every_step(steps, [&](const Step& step) {
    const auto* fetch = std::get_if<Fetch>(&step.action);
    found = found || std::holds_alternative<ExpectDownload>(step.action) || (fetch != nullptr && fetch->save_as);
  });
  return found;
}

Report read_report(Reader& r, const std::string& name, const At& at, const Recipe& recipe) {
  Report report;
  report.name = model::ReportName(name);
  report.place = at.node->place;
  report.file_title = r.text(at["file_title"]);
  const At period = at["period"];
  report.period.at_most = read_period_limit(r.text(period["at_most"])).value_or(PeriodLimit{});
  report.period.look_back_days = read_days(r.text(period["look_back"])).value_or(0);
  read_only_for(r, at["only_for"], recipe, report);
  const Scope outside = r.scope;
  r.scope.add("from", Kind::kDate);
  r.scope.add("to", Kind::kDate);
  report.steps = r.steps(at["steps"]);
  if (const At steps = at["steps"]; steps && steps.node->is_sequence() && !fetches_a_file(report.steps))
    r.complain(steps, {"no step fetches a file", "add expect_download: { by: …, type: xlsx }, or save_as to a fetch"});
  read_checks(r, at["checks"], report.checks);
  r.scope = outside;
  if (at["table"] && !at["load"])
    r.complain(at["table"], {"\"load\" is missing", "say where the rows go: load: { staging: stg_" + name + ", fact: fact_" + name + " }"});
  if (at["load"] && !at["table"])
    r.complain(at["load"], {"\"table\" is missing", "say what columns the file has: table: { columns: { … } }"});
  report.table = read_table(r, at["table"], at["load"]);
  for (const At& check : at["checks"].each()) {
    if (const At text = check["rows"]["empty_when_file_shows"]) report.table.empty_text = r.text(text);
    const bool has_period = std::ranges::any_of(report.table.columns, &model::ColumnMapping::period);
    if (const At history = check["rows_against_history"]; history && at["table"] && !has_period)
      r.complain(history, {"no column says which day a row belongs to", "mark its date with period: true"});
  }
  return report;
}

/// Two reports that load one table must agree on its columns.
void check_shared_tables(Reader& r, const Recipe& recipe, const At& reports) {
  std::map<std::string, const Report*> first_of;
  for (const Report& report : recipe.reports) {
    if (report.table.fact_table.empty()) continue;
    const auto [first, is_first] = first_of.emplace(report.table.fact_table, &report);
    if (is_first) continue;
    const auto same = [](const model::ColumnMapping& a, const model::ColumnMapping& b) {
      return a.name == b.name && a.type == b.type && a.key == b.key;
    };
    const auto withdraws = [](const Report& one) { return one.table.missing_rows == model::MissingRows::kWithdraw; };
    if ((withdraws(report) || withdraws(*first->second)) && (report.only_for.empty() || first->second->only_for.empty()))
      r.complain(reports[report.name.value()]["load"], {"missing rows cannot be withdrawn: table " + report.table.fact_table +
                                                            " has rows of report " + first->second->name.value() + " too",
                                                        "name another table, or say with only_for which stores have which report"});
    const auto& columns = first->second->table.columns;
    if (!std::equal(columns.begin(), columns.end(), report.table.columns.begin(), report.table.columns.end(), same))
      r.complain(reports[report.name.value()]["load"],
                 {"table " + report.table.fact_table + " has other columns in report " + first->second->name.value(),
                  "give both the same names, types and keys, or name another table"});
  }
}

}  // namespace

Recipe read_recipe(const yaml::Document& document, std::vector<yaml::Problem>& problems) {
  yaml::check_shape(document.root, recipe_value(), "", document.file, problems);
  Recipe recipe;
  recipe.file = document.file;
  if (!document.root.is_map()) return recipe;
  Reader reader(document.file, problems);
  const At root{&document.root, ""};
  recipe.site = model::SiteCode(reader.text(root["site"]));
  recipe.name = reader.text(root["name"]);
  recipe.time_zone = reader.text(root["time_zone"]);
  recipe.day_ends_at = read_time_of_day(reader.text(root["day_ends_at"])).value_or(std::chrono::minutes(0));
  read_declarations(reader, root, recipe);
  read_block(reader, root["block"], recipe);
  read_session(reader, root["session"], recipe.session);
  read_retry(reader, root["retry"], recipe.retry);
  recipe.failure_pictures = {.sign_in = reader.text(root["failure_pictures"]["sign_in"]),
                             .report = reader.text(root["failure_pictures"]["report"])};
  const At reports = root["reports"];
  for (const auto& [entry, value] : reports.entries()) recipe.reports.push_back(read_report(reader, entry->key, value, recipe));
  if (reports && recipe.reports.empty() && reports.node->is_map()) reader.complain(reports, {"the site has no reports", ""});
  check_shared_tables(reader, recipe, reports);
  return recipe;
}

}  // namespace nightporter::sites::language
