#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "sites/error.h"
#include "sites/language/table_writer.h"
#include "sites/recipe_file.h"
#include "tests/sites/language/recipe_text.h"

namespace nightporter::sites {
namespace {

using test::with_line;
using Lines = std::vector<std::string>;

Lines problems_of(const std::string& text) {
  Lines lines;
  for (const Problem& problem : check_recipe(text, "shop.yaml")) lines.push_back(problem.to_string());
  return lines;
}

const std::string kLoad = "    load: { staging: stg_orders, fact: fact_orders }";
const std::string kDated =
    "        Order No.: { name: order_no, type: text, key: true, one_word: true }\n"
    "        Day: { name: day, type: date, format: dd/MM/yyyy, period: true }";

/// The recipe with a dated table and these lines below its columns, and these checks.
std::string judged(const std::string& table, const std::string& checks) {
  std::string text = with_line(23, kDated + "\n" + table);
  const auto load = text.find(kLoad);
  return text.insert(load, "    checks:\n" + checks);
}

TEST_CASE("the gates of a recipe arrive as they were written") {
  const Recipe recipe = parse_recipe(judged("      bad_rows: quarantine\n      missing_rows: withdraw",
                                            "      - rows: { at_least: 2, empty_when_file_shows: No records }\n"
                                            "      - rows_against_history: { min: 0.5, max: 2, weeks: 6 }\n"
                                            "      - duplicate_keys: refuse_conflicting\n"),
                                     "shop.yaml");
  const Report& report = recipe.reports[0];
  CHECK(report.table.bad_rows == model::BadRows::kQuarantine);
  CHECK(report.table.missing_rows == model::MissingRows::kWithdraw);
  CHECK(report.table.empty_text == "No records");
  const model::TableChecks checks = report.table_checks(Variables());
  REQUIRE(checks.rows_against_history);
  CHECK((checks.rows_against_history->min == 0.5 && checks.rows_against_history->max == 2.0 && checks.rows_against_history->weeks == 6));
  CHECK(checks.duplicate_keys == model::DuplicateKeys::kRefuseConflicting);
  CHECK(checks.rows_at_least == 2);
}

TEST_CASE("what is not said of gates is the careful choice") {
  const Report report = parse_recipe(test::kRecipe, "shop.yaml").reports[0];
  CHECK(report.table.bad_rows == model::BadRows::kRefuse);
  CHECK(report.table.missing_rows == model::MissingRows::kKeep);
  CHECK(report.table.empty_text.empty());
  CHECK_FALSE(report.table_checks(Variables()).rows_against_history);
  CHECK(report.table_checks(Variables()).duplicate_keys == model::DuplicateKeys::kAllow);
}

TEST_CASE("a mistyped gate is named with the nearest word") {
  CHECK(problems_of(judged("      bad_rows: quarentine", "      - duplicate_key: refuse\n")) ==
        Lines{"shop.yaml:25: unknown word \"quarentine\" in reports.orders.table.bad_rows; did you mean \"quarantine\"?",
              "shop.yaml:27: unknown check \"duplicate_key\" in reports.orders.checks[1]; did you mean \"duplicate_keys\"?"});
  CHECK(problems_of(judged("      missing_row: withdraw", "      - rows_against_history: { min: 0.5, weks: 4 }\n")) ==
        Lines{"shop.yaml:25: unknown key \"missing_row\" in reports.orders.table; did you mean \"missing_rows\"?",
              "shop.yaml:27: unknown key \"weks\" in reports.orders.checks[1].rows_against_history; did you mean \"weeks\"?"});
}

TEST_CASE("a history that cannot be judged is a mistake of the recipe") {
  const auto of_history = [](const std::string& words) {
    return problems_of(judged("      other_columns: keep", "      - rows_against_history: " + words + "\n"));
  };
  CHECK(of_history("{ min: 0.5 }").empty());
  CHECK(of_history("{ weeks: 4 }").size() == 1);
  CHECK(of_history("{ min: 3, max: 2 }") ==
        Lines{"shop.yaml:27: min is greater than max in reports.orders.checks[1].rows_against_history"});
  CHECK(of_history("{ min: 0.5, weeks: 1 }").size() == 1);
  CHECK(of_history("{ min: half }") == Lines{"shop.yaml:27: expected a number such as 0.5 or 2, below 1000, found \"half\" in "
                                             "reports.orders.checks[1].rows_against_history.min"});
}

TEST_CASE("history and withdrawal need a date that says which day a row belongs to") {
  std::string text = test::kRecipe;
  text.insert(text.find(kLoad), "      missing_rows: withdraw\n    checks: [ { rows_against_history: { min: 0.5 } } ]\n");
  const Lines problems = problems_of(text);
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].find("no column says which period a row belongs to") != std::string::npos);
  CHECK(problems[1].find("no column says which day a row belongs to") != std::string::npos);
}

TEST_CASE("a column cannot be called like the one that tells withdrawn rows where they are passed on") {
  const auto of_column = [](const std::string& column, const std::string& missing_rows) {
    return problems_of(judged("        " + column + "\n      missing_rows: " + missing_rows, "      - rows: { at_least: 1 }\n"));
  };
  const std::string says = " is that of the column which tells withdrawn rows where rows are passed on in reports.orders.table.columns.";
  const std::string hint = "; drop missing_rows: withdraw, or leave the column to other_columns: keep";
  CHECK(of_column("Withdrawn at: { name: taken_back, type: text }", "withdraw") ==
        Lines{"shop.yaml:25: the header \"Withdrawn at\"" + says + "Withdrawn at" + hint});
  CHECK(of_column("' WITHDRAWN  At': { name: taken_back, type: text }", "withdraw") ==
        Lines{"shop.yaml:25: the header \" WITHDRAWN  At\"" + says + " WITHDRAWN  At" + hint});
  CHECK(of_column("Withdrawn at: { name: taken_back, type: text }", "keep").empty());
  CHECK(of_column("Withdrawn: { name: taken_back, type: text }", "withdraw").empty());
  CHECK(
      of_column("Taken back: { name: withdrawn_at, type: text }", "withdraw") ==
      Lines{"shop.yaml:25: the tables have a column \"withdrawn_at\" of their own in reports.orders.table.columns.Taken back.name; name it "
            "report_withdrawn_at for example"});
}

TEST_CASE("rows of a table that two reports load cannot be withdrawn by one of them, unless no store has both") {
  const std::string second =
      "  returns:\n    file_title: Returns\n    period: { at_most: 31 days }\n    steps:\n      - goto: https://shop.example/orders\n"
      "      - expect_download: { by: { click: 'text=Export' }, type: xlsx }\n    table:\n      columns:\n" +
      kDated + "\n" + kLoad + "\n";
  const std::string first = judged("      missing_rows: withdraw", "      - rows: { at_least: 1 }\n");
  const Lines problems = problems_of(first + second);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].find("missing rows cannot be withdrawn: table fact_orders has rows of report orders too") != std::string::npos);
  const auto only_for = [](std::string text, const std::string& before, const std::string& code) {
    return text.insert(text.find(before), "    only_for: { code: " + code + " }\n");
  };
  CHECK(problems_of(only_for(only_for(first, "    file_title: Orders", "s1") + second, "    file_title: Returns", "s2")).empty());
}

TEST_CASE("the schema knows the gates") {
  const auto schema = boost::json::parse(recipe_schema_json());
  const auto& definitions = schema.at("$defs").as_object();
  // The step `check` came first.
  for (const char* name : {"rows", "store", "rows_against_history", "duplicate_keys"})
    CHECK(definitions.at("check_2").at("properties").as_object().contains(name));
  for (const char* name : {"bad_rows", "missing_rows"}) CHECK(definitions.at("table").at("properties").as_object().contains(name));
  CHECK(definitions.at("rows").at("properties").as_object().contains("empty_when_file_shows"));
}

TEST_CASE("a table that is written is read as the same table, with its comments") {
  const Report report =
      parse_recipe(judged("      totals_row: { where: { Order No.: Total }, check: [] }", "      - rows: { at_least: 1 }\n"), "shop.yaml")
          .reports[0];
  const std::string written = language::write_table(report.table, {.table = {"look at\nit"}, .columns = {{"day", {"12/11?"}}}});
  CHECK(written.find("      # look at it\n") != std::string::npos);
  CHECK(written.find("        # 12/11?\n        Day: ") != std::string::npos);
  std::string text = test::kRecipe;
  text.erase(text.find("    table:"));
  const model::TableMapping again = parse_recipe(text + written, "shop.yaml").reports[0].table;
  REQUIRE(again.columns.size() == 2);
  CHECK((again.columns[0].one_word && !again.columns[1].one_word));
  CHECK((again.columns[0].key && again.columns[1].period && again.columns[1].format == "dd/MM/yyyy"));
  CHECK((again.totals_row->column == "Order No." && again.totals_row->equals == "Total"));
  CHECK((again.staging_table == "stg_orders" && again.fact_table == "fact_orders"));
}

}  // namespace
}  // namespace nightporter::sites
