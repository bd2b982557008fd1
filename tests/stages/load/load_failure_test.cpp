#include "stages/load/load_failure.h"

#include <catch2/catch.hpp>

namespace nightporter::stages::test {

TEST_CASE("a table that did not pass says which row, which column, which value and what is wrong with it") {
  CheckReport checks;
  checks.violations = {{CheckRule::kColumnEquals, 2, "Store", "North Gate", "must be \"UttamNagar\"", "Check the account."},
                       {CheckRule::kColumnEquals, 3, "Store", "", "must be \"UttamNagar\"", ""},
                       {CheckRule::kPeriod, 4, "Order Date", "2025-11-14", "2025-11-14 lies outside the asked 2025-11-12", ""},
                       {CheckRule::kKey, 5, "Order No.", "", "empty, but it is part of the key", ""}};
  checks.violation_count = 20;
  const LoadFailure failure = describe(checks);
  CHECK(failure.message ==
        "row 2, Store \"North Gate\": must be \"UttamNagar\" [column-equals]; row 3, Store \"\": must be \"UttamNagar\" "
        "[column-equals]; row 4, Order Date: 2025-11-14 lies outside the asked 2025-11-12 [period]; and 17 more");
  CHECK(failure.hint == "Check the account.");
}

TEST_CASE("what is wrong with the whole table stands without a row") {
  CheckReport checks;
  checks.violations = {{CheckRule::kTotals, 9, "Net", "12.50", "the rows add up to 11.00", ""},
                       {CheckRule::kRowsAtLeast, 0, "", "3", "3 rows, but at least 5 are expected", ""}};
  checks.violation_count = 2;
  CHECK(describe(checks).message ==
        "row 9, Net \"12.50\": the rows add up to 11.00 [totals]; 3 rows, but at least 5 are expected [rows-at-least]");
}

TEST_CASE("the ledger is told whether a gate refused the file, which a person can overrule, or its structure") {
  CheckReport checks;
  checks.violation_count = 1;
  checks.failed = {CheckRule::kTotals, CheckRule::kEmpty};
  CHECK(describe(checks).kind == "gate_failed");
  checks.failed = {CheckRule::kEmpty};
  checks.emptiness = Emptiness::kSuspicious;
  CHECK(describe(checks).kind == "empty_suspicious");
  checks.failed = {CheckRule::kTotals, CheckRule::kKey};
  CHECK(describe(checks).kind == "row_refused");
}

}  // namespace nightporter::stages::test
