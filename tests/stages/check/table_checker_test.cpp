#include <catch2/catch.hpp>

#include "stages/check/exact_sum.h"
#include "stages/check/table_checker.h"
#include "stages/parse/parse_error.h"

using namespace nightporter;
using model::ColumnType;
using stages::CheckRule;
using stages::EmptyMarker;

namespace {

model::CalendarDate day(const char* iso) {
  return *model::CalendarDate::parse_iso(iso);
}

const model::Period kAsked{day("2025-11-12"), day("2025-11-13")};

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Order Date", .name = "order_date", .type = ColumnType::kDate, .period = true},
                     {.header = "Net Amount", .name = "net_amount", .type = ColumnType::kDecimal, .required = true},
                     {.header = "Pieces", .name = "pieces", .type = ColumnType::kInteger}};
  return mapping;
}

stages::ParsedRow row(std::uint64_t number, const char* key, const char* date, const char* amount, std::string others = "{}") {
  stages::ParsedRow row{.number = number, .cells = model::Row(4), .other_columns = std::move(others)};
  if (*key != '\0') row.cells[0] = std::string(key);
  if (*date != '\0') row.cells[1] = day(date);
  if (*amount != '\0') row.cells[2] = *model::Decimal::parse(amount);
  row.cells[3] = std::int64_t{2};
  return row;
}

stages::CheckReport check(const model::TableMapping& mapping, const model::TableChecks& checks, const std::vector<stages::ParsedRow>& rows,
                          const stages::ParsedTable& table = {}, EmptyMarker marker = EmptyMarker::kNotSeen) {
  stages::TableChecker checker(mapping, checks, {.asked = kAsked});
  for (const stages::ParsedRow& row : rows) checker.check(row);
  return checker.finish(table, marker);
}

}  // namespace

TEST_CASE("rows inside the asked period with their keys pass") {
  const stages::CheckReport report = check(orders(), {}, {row(2, "A1", "2025-11-12", "1"), row(3, "A2", "2025-11-13", "2")});
  CHECK(report.passed());
  CHECK(report.rows == 2);
  CHECK(report.emptiness == stages::Emptiness::kHasRows);
}

TEST_CASE("a date outside the asked period is a violation that names row, column, value and what to do") {
  const stages::CheckReport report = check(orders(), {}, {row(2, "A1", "2025-11-12", "1"), row(3, "A2", "2025-11-14", "2")});
  REQUIRE(report.violation_count == 1);
  const stages::Violation& violation = report.violations[0];
  CHECK(violation.rule == CheckRule::kPeriod);
  CHECK(violation.row == 3);
  CHECK(violation.column == "Order Date");
  CHECK(violation.value == "2025-11-14");
  CHECK(violation.message == "2025-11-14 lies outside the asked 2025-11-12..2025-11-13");
  CHECK_FALSE(violation.hint.empty());
  CHECK(report.rows == 2);
}

TEST_CASE("where the mapping keeps rows of the period only, others are dropped and counted, but count for the totals") {
  model::TableMapping mapping = orders();
  mapping.keep_rows_in_period = true;
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  stages::TableChecker checker(mapping, {}, {.asked = kAsked});
  CHECK(checker.check(row(2, "A1", "2025-11-11", "1")) == stages::RowVerdict::kDrop);
  CHECK(checker.check(row(3, "A2", "2025-11-12", "2")) == stages::RowVerdict::kKeep);
  stages::ParsedTable table;
  table.totals = stages::ParsedTotals{.number = 4, .sums = {{2, model::Decimal(3, 0)}}};
  const stages::CheckReport report = checker.finish(table, EmptyMarker::kNotSeen);
  CHECK(report.passed());
  CHECK(report.rows == 1);
  CHECK(report.rows_outside_period == 1);
}

TEST_CASE("an empty key, an empty required cell and an empty period date are violations") {
  const stages::CheckReport report =
      check(orders(), {}, {row(2, "", "2025-11-12", "1"), row(3, "A2", "2025-11-12", ""), row(4, "A3", "", "1")});
  REQUIRE(report.violations.size() == 3);
  CHECK(report.violations[0].message == "empty, but it is part of the key");
  CHECK(report.violations[1].message == "empty, but it is required");
  CHECK(report.violations[2].message == "empty, but it is the date that is checked");
}

TEST_CASE("the totals row must equal the exact sum") {
  model::TableMapping mapping = orders();
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount", "pieces"}};
  const std::vector<stages::ParsedRow> rows = {row(2, "A1", "2025-11-12", "0.1"), row(3, "A2", "2025-11-12", "0.2")};
  stages::ParsedTable table;
  table.totals = stages::ParsedTotals{.number = 4, .sums = {{2, model::Decimal(3, 1)}, {3, model::Decimal(4, 0)}}};
  CHECK(check(mapping, {}, rows, table).passed());

  table.totals->sums[0].value = model::Decimal(31, 2);
  const stages::CheckReport wrong = check(mapping, {}, rows, table);
  REQUIRE(wrong.violation_count == 1);
  CHECK(wrong.violations[0].rule == CheckRule::kTotals);
  CHECK(wrong.violations[0].row == 4);
  CHECK(wrong.violations[0].value == "0.31");
  CHECK(wrong.violations[0].message == "the rows add up to 0.3");

  table.totals->sums.pop_back();
  CHECK(check(mapping, {}, rows, table).violation_count == 2);
}

TEST_CASE("a report whose totals row is missing may have been cut off; an empty one needs none") {
  model::TableMapping mapping = orders();
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  const stages::CheckReport report = check(mapping, {}, {row(2, "A1", "2025-11-12", "1")});
  REQUIRE(report.violation_count == 1);
  CHECK(report.violations[0].message == "no totals row \"Total\" below 1 rows");
  CHECK(check(mapping, {}, {}, {}, EmptyMarker::kSeen).passed());
}

TEST_CASE("row counts have limits") {
  const std::vector<stages::ParsedRow> rows = {row(2, "A1", "2025-11-12", "1"), row(3, "A2", "2025-11-12", "1")};
  CHECK(check(orders(), {.rows_at_least = 2, .rows_at_most = 2}, rows).passed());
  CHECK(check(orders(), {.rows_at_least = 3}, rows).violations.at(0).rule == CheckRule::kRowsAtLeast);
  CHECK(check(orders(), {.rows_at_most = 1}, rows).violations.at(0).rule == CheckRule::kRowsAtMost);
}

TEST_CASE("a column must hold the asked text in every row, whether it is mapped or kept beside") {
  const auto with_store = [](const char* store) { return row(2, "A1", "2025-11-12", "1", std::string("{\"Store\":\"") + store + "\"}"); };
  const model::TableChecks checks{.column_equals = {{"Store", "UttamNagar"}}};
  CHECK(check(orders(), checks, {with_store("UttamNagar")}).passed());
  const stages::CheckReport report = check(orders(), checks, {with_store("KirtiNagar")});
  REQUIRE(report.violation_count == 1);
  CHECK(report.violations[0].value == "KirtiNagar");
  CHECK(report.violations[0].message == "must be \"UttamNagar\"");
  CHECK_FALSE(check(orders(), checks, {row(2, "A1", "2025-11-12", "1")}).passed());
  CHECK(check(orders(), {.column_equals = {{"pieces", "2"}}}, {row(2, "A1", "2025-11-12", "1")}).passed());
  CHECK(check(orders(), {.column_equals = {{"Pieces", "3"}}}, {row(2, "A1", "2025-11-12", "1")}).violation_count == 1);

  model::TableMapping mapping = orders();
  mapping.other_columns = model::OtherColumns::kIgnore;
  CHECK_THROWS_AS(stages::TableChecker(mapping, checks, stages::CheckContext{.asked = kAsked}), stages::ParseError);
}

TEST_CASE("keys that come again are counted, apart by whether the content is the same") {
  const stages::CheckReport report = check(
      orders(), {},
      {row(2, "A1", "2025-11-12", "1"), row(3, "A1", "2025-11-12", "1"), row(4, "A1", "2025-11-12", "2"), row(5, "A2", "2025-11-12", "1")});
  CHECK(report.passed());
  CHECK(report.rows == 4);
  CHECK(report.duplicate_rows == 1);
  CHECK(report.conflicting_rows == 1);
}

TEST_CASE("an empty report is confirmed when the page said so, and suspicious otherwise") {
  const stages::CheckReport confirmed = check(orders(), {}, {}, {}, EmptyMarker::kSeen);
  CHECK(confirmed.passed());
  CHECK(confirmed.emptiness == stages::Emptiness::kConfirmed);
  const stages::CheckReport suspicious = check(orders(), {}, {});
  CHECK(suspicious.emptiness == stages::Emptiness::kSuspicious);
  REQUIRE(suspicious.violation_count == 1);
  CHECK(suspicious.violations[0].rule == CheckRule::kEmpty);
  CHECK(check(orders(), {}, {row(2, "A1", "2025-11-12", "1")}, {}, EmptyMarker::kSeen).violation_count == 1);
}

TEST_CASE("of very many violations all are counted and the first are shown") {
  std::vector<stages::ParsedRow> rows;
  for (std::uint64_t i = 0; i < 200; ++i) rows.push_back(row(i, std::to_string(i).c_str(), "2025-11-20", "1"));
  const stages::CheckReport report = check(orders(), {}, rows);
  CHECK(report.violation_count == 200);
  CHECK(report.violations.size() == stages::TableChecker::kShownViolations);
}

TEST_CASE("sums are exact beyond what one decimal holds") {
  stages::ExactSum sum;
  for (int i = 0; i < 50; ++i) sum.add(*model::Decimal::parse("999999999999999999"));
  sum.add(*model::Decimal::parse("-0.000000000000000001"));
  CHECK(sum.to_string() == "49999999999999999949.999999999999999999");
  stages::ExactSum zero;
  zero.add(model::Decimal(15, 1));
  zero.add(model::Decimal(-15, 1));
  CHECK(zero.to_string() == "0");
  CHECK(zero.equals({}));
}

TEST_CASE("keys of several columns are not mistaken for one another when their texts run together") {
  model::TableMapping mapping = orders();
  mapping.columns[2].key = true;
  stages::TableChecker checker(mapping, {}, {.asked = kAsked});
  checker.check(row(2, "A1", "2025-11-12", "23"));
  checker.check(row(3, "A12", "2025-11-12", "3"));
  CHECK(checker.finish({}, EmptyMarker::kNotSeen).conflicting_rows == 0);
}
