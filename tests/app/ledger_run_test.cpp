#include "app/run/ledger_run.h"

#include <catch2/catch.hpp>

#include "app/error.h"
#include "app/error_report.h"
#include "storage/run_ledger.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

TEST_CASE("how a run ended is entered, also when it throws, and the error goes on") {
  const test::TemporaryFolder folder;
  const auto database = storage::Database::open(folder.path() / "nightporter.sqlite");
  CHECK(in_ledger_run(*database, "bootstrap", [](const model::RunId&) { return LedgerRunEnd{ExitCode::kGood, "signed in"}; }) ==
        ExitCode::kGood);
  CHECK_THROWS_WITH(
      in_ledger_run(*database, "sessions check", [](const model::RunId&) -> LedgerRunEnd { throw ConfigurationError("no such store"); }),
      "no such store");

  const auto runs = storage::RunLedger(*database).runs();
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].command == "sessions check");
  CHECK(runs[0].exit_code == static_cast<int>(ExitCode::kConfiguration));
  CHECK(runs[0].summary == "no such store");
  CHECK(runs[1].exit_code == 0);
  CHECK(runs[1].summary == "signed in");
}

TEST_CASE("a failure is told as a report, an end without one as nothing") {
  CHECK_FALSE(failure_of([] {}));
  const auto failure = failure_of([] { throw UsageError("no store \"x\"", "Name one."); });
  REQUIRE(failure);
  CHECK(failure->message == "no store \"x\"");
  CHECK(failure->hint == "Name one.");
  CHECK(failure->exit_code == ExitCode::kUsage);
}

}  // namespace
}  // namespace nightporter::app
