#include <catch2/catch.hpp>

#include "stages/check/rows_of_weekdays.h"
#include "stages/check/table_checker.h"

namespace nightporter::stages::test {

namespace {

model::CalendarDate day(const char* iso) {
  return model::CalendarDate::parse_iso(iso).value();
}

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate, .period = true},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal, .required = true}};
  return mapping;
}

ParsedRow row(std::uint64_t number, const char* key, const char* date, const char* amount) {
  ParsedRow row{.number = number, .cells = model::Row(3), .other_columns = "{}"};
  if (*key != '\0') row.cells[0] = std::string(key);
  row.cells[1] = day(date);
  if (*amount != '\0') row.cells[2] = *model::Decimal::parse(amount);
  return row;
}

std::vector<ParsedRow> rows(int count, const char* date) {
  std::vector<ParsedRow> list;
  for (int i = 0; i < count; ++i) list.push_back(row(static_cast<std::uint64_t>(i) + 2, ("A" + std::to_string(i)).c_str(), date, "1"));
  return list;
}

CheckContext on(const char* date) {
  return {.asked = model::Period{day(date), day(date)}};
}

CheckReport check(const model::TableMapping& mapping, const model::TableChecks& checks, CheckContext context,
                  const std::vector<ParsedRow>& list, const ParsedTable& table = {}) {
  TableChecker checker(mapping, checks, std::move(context));
  for (const ParsedRow& one : list) checker.check(one);
  return checker.finish(table, EmptyMarker::kNotSeen);
}

CheckReport against_history(int count, std::vector<std::int64_t> before, std::optional<model::CalendarDate> unfinished_from = {}) {
  model::TableChecks checks;
  checks.rows_against_history = model::RowsAgainstHistory{.min = 0.5, .max = 2};
  CheckContext context = on("2025-11-12");
  if (!before.empty()) context.rows_of_weekdays[day("2025-11-12")] = std::move(before);
  context.unfinished_from = unfinished_from;
  return check(orders(), checks, std::move(context), rows(count, "2025-11-12"));
}

}  // namespace

TEST_CASE("a day has about as many rows as the same weekdays before it") {
  CHECK(against_history(5, {10, 10}).passed());
  CHECK(against_history(20, {10, 10}).passed());
  const CheckReport few = against_history(4, {10, 11, 9});
  REQUIRE(few.violations.size() == 1);
  CHECK(few.violations[0].rule == CheckRule::kRowsAgainstHistory);
  CHECK(few.violations[0].column == "Order Date");
  CHECK(few.violations[0].value == "2025-11-12");
  CHECK(few.violations[0].message == "2025-11-12 has 4 rows, the 3 same weekdays before it had 10 on average");
  CHECK_FALSE(few.violations[0].hint.empty());
  CHECK(few.failed == std::set{CheckRule::kRowsAgainstHistory});
  CHECK_FALSE(against_history(21, {10, 10}).passed());
  CHECK(against_history(21, {}).passed());
}

TEST_CASE("a day that was not over when it was fetched may have few rows, but not many") {
  CHECK(against_history(1, {10, 10}, day("2025-11-12")).passed());
  CHECK_FALSE(against_history(1, {10, 10}, day("2025-11-13")).passed());
  CHECK_FALSE(against_history(21, {10, 10}, day("2025-11-12")).passed());
}

TEST_CASE("a weekday's habit is what the facts say of covered days, and needs two of them") {
  const auto covered = [](const char* from, const char* to) {
    return storage::Coverage{.period = {day(from), day(to)}, .collected_at = {}};
  };
  const KnownRows known{.asked = {day("2025-11-12"), day("2025-11-13")},
                        .weeks = 3,
                        .coverage = {covered("2025-10-15", "2025-10-22"), covered("2025-11-05", "2025-11-05")},
                        .rows_by_day = {{day("2025-11-05"), 8}, {day("2025-10-29"), 5}, {day("2025-10-15"), 3}}};
  // The 29th is not covered, the 15th is four weeks back; the 22nd is covered and has no row.
  CHECK(rows_of_weekdays(known) == std::map<model::CalendarDate, std::vector<std::int64_t>>{{day("2025-11-12"), {8, 0}}});
}

TEST_CASE("rows with one key are refused where the recipe says so, all of them or those that differ") {
  const std::vector<ParsedRow> twice{row(2, "A1", "2025-11-12", "1"), row(3, "A1", "2025-11-12", "1")};
  const std::vector<ParsedRow> conflicting{row(2, "A1", "2025-11-12", "1"), row(3, "A1", "2025-11-12", "2")};
  const auto check_with = [](model::DuplicateKeys what, const std::vector<ParsedRow>& list) {
    model::TableChecks checks;
    checks.duplicate_keys = what;
    return check(orders(), checks, on("2025-11-12"), list);
  };
  CHECK(check_with(model::DuplicateKeys::kAllow, conflicting).passed());
  CHECK(check_with(model::DuplicateKeys::kRefuseConflicting, twice).passed());
  CHECK_FALSE(check_with(model::DuplicateKeys::kRefuse, twice).passed());
  const CheckReport report = check_with(model::DuplicateKeys::kRefuseConflicting, conflicting);
  REQUIRE(report.violations.size() == 1);
  CHECK(report.violations[0].rule == CheckRule::kDuplicateKeys);
  CHECK(report.violations[0].row == 3);
  CHECK(report.violations[0].column == "Order No.");
  CHECK(report.violations[0].value == "A1");
  CHECK_FALSE(report.violations[0].hint.empty());
}

TEST_CASE("what is waived passes, and nothing else") {
  model::TableChecks checks;
  checks.rows_at_least = 5;
  CheckContext context = on("2025-11-12");
  context.waived = {CheckRule::kRowsAtLeast};
  const CheckReport passed = check(orders(), checks, context, rows(2, "2025-11-12"));
  CHECK(passed.passed());
  CHECK(passed.waived == std::set{CheckRule::kRowsAtLeast});
  const CheckReport refused = check(orders(), checks, context, rows(2, "2025-11-13"));
  CHECK(refused.failed == std::set{CheckRule::kPeriod});
  CHECK(check(orders(), {}, context, rows(2, "2025-11-12")).waived.empty());
}

TEST_CASE("a person can overrule a gate, but not make a key of nothing") {
  CheckReport report = check(orders(), {}, on("2025-11-12"), {row(2, "A1", "2025-11-12", "")});
  CHECK(report.failed == std::set{CheckRule::kRequired});
  CHECK(report.can_be_accepted());
  report = check(orders(), {}, on("2025-11-12"), {row(2, "", "2025-11-12", "")});
  CHECK(report.failed == std::set{CheckRule::kRequired, CheckRule::kKey});
  CHECK_FALSE(report.can_be_accepted());
}

TEST_CASE("a file that says itself that it has no rows is confirmed to be empty, whatever the least number of rows") {
  model::TableChecks checks;
  checks.rows_at_least = 1;
  ParsedTable table;
  table.says_empty = true;
  const CheckReport confirmed = check(orders(), checks, on("2025-11-12"), {}, table);
  CHECK(confirmed.passed());
  CHECK(confirmed.emptiness == Emptiness::kConfirmed);
  const CheckReport contradictory = check(orders(), checks, on("2025-11-12"), rows(1, "2025-11-12"), table);
  CHECK(contradictory.failed == std::set{CheckRule::kEmpty});
  const CheckReport suspicious = check(orders(), checks, on("2025-11-12"), {});
  CHECK(suspicious.failed == std::set{CheckRule::kEmpty});
  CHECK(suspicious.emptiness == Emptiness::kSuspicious);
}

TEST_CASE("what can be read of a row that is left out counts in the sums; when no row is good, the file is not") {
  model::TableMapping mapping = orders();
  mapping.totals_row = model::TotalsRow{.column = "Order No.", .equals = "Total", .check = {"net_amount"}};
  ParsedTable table;
  table.totals = ParsedTotals{.number = 4, .sums = {{2, *model::Decimal::parse("3")}}};
  const BadRow bad{.number = 3, .cells = {std::string("A2"), model::Empty(), *model::Decimal::parse("2")}};
  TableChecker checker(mapping, {}, on("2025-11-12"));
  checker.check(row(2, "A1", "2025-11-12", "1"));
  checker.leave_out(bad);
  CHECK(checker.finish(table, EmptyMarker::kNotSeen).passed());
  TableChecker all_bad(mapping, {}, on("2025-11-12"));
  all_bad.leave_out(bad);
  table.totals->sums[0].value = *model::Decimal::parse("2");
  const CheckReport report = all_bad.finish(table, EmptyMarker::kNotSeen);
  CHECK(report.failed == std::set{CheckRule::kBadRows});
  CHECK_FALSE(report.can_be_accepted());
}

TEST_CASE("every rule has a word that leads back to it") {
  for (int i = 0; i <= static_cast<int>(CheckRule::kBadRows); ++i) {
    const auto rule = static_cast<CheckRule>(i);
    CHECK(to_string(rule) != "unknown");
    CHECK(parse_check_rule(to_string(rule)) == rule);
  }
  CHECK_FALSE(parse_check_rule("unknown"));
}

}  // namespace nightporter::stages::test
