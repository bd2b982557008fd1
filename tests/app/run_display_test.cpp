#include "app/run/run_display.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

using stages::TaskOutcome;
using stages::TaskResult;

stages::StoreTask task(const char* report, const char* from, const char* to) {
  return {model::ReportName(report), {*model::CalendarDate::parse_iso(from), *model::CalendarDate::parse_iso(to)}};
}

TEST_CASE("the end of a run reads as one line a report, with what to do next under what failed") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "log", .on_console = false});
  std::ostringstream out;
  RunDisplay display(out, log, RunDisplay::Style::kLogLines);
  display.add_store("td/a668", 1);
  display.add_store("uc/sushantlok1", 1);
  TaskOutcome good{
      .task = task("order_report", "2025-11-10", "2025-11-12"), .result = TaskResult::kLoaded, .duration = std::chrono::milliseconds(940)};
  good.counts = {.staged = 143, .inserted = 139, .updated = 4};
  TaskOutcome bad{
      .task = task("gst", "2025-11-12", "2025-11-12"), .result = TaskResult::kLoginNeeded, .message = "login needed: the session expired"};
  bad.hint = "nightporter bootstrap --crm uc --store sushantlok1";
  display.finish({{good}, {bad}}, {.forecasts = {"td/a668  login needed before Thursday 14:00"},
                                   .run = "20251113-0100",
                                   .exit_code = 7,
                                   .duration = std::chrono::milliseconds(1600)});
  CHECK(out.str() ==
        "  td/a668         order_report  2025-11-10..12  ✓ 143 rows  139 new  4 updated      0.9 s\n"
        "  uc/sushantlok1  gst           2025-11-12      ✗ login needed: the session expired\n"
        "    next    nightporter bootstrap --crm uc --store sushantlok1\n"
        "  td/a668  login needed before Thursday 14:00\n"
        "1 of 2 done in 1.6 s · exit 7 · ledger: nightporter ledger --run 20251113-0100\n");
}

TEST_CASE("a store that could not be signed in says so once, however many reports it has") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "log", .on_console = false});
  std::ostringstream out;
  RunDisplay display(out, log, RunDisplay::Style::kLogLines);
  display.add_store("td/a668", 3);
  display.add_store("td/a817", 1);
  TaskOutcome bad{.task = task("gst", "2025-11-12", "2025-11-12"), .result = TaskResult::kLoginNeeded, .message = "login needed"};
  bad.hint = "nightporter bootstrap";
  TaskOutcome other = bad;
  other.task.report = model::ReportName("orders");
  TaskOutcome refused{.task = bad.task, .result = TaskResult::kCheckFailed, .message = "3 rows"};
  display.finish({{bad, other, refused, refused}, {bad}}, {.run = "r", .exit_code = 4});
  CHECK(out.str() ==
        "  td/a668  gst     2025-11-12  ✗ login needed\n"
        "    also    1 more of this store\n"
        "    next    nightporter bootstrap\n"
        "  td/a668  gst     2025-11-12  ✗ 3 rows\n"
        "  td/a668  gst     2025-11-12  ✗ 3 rows\n"
        "  td/a817  gst     2025-11-12  ✗ login needed\n"
        "    next    nightporter bootstrap\n"
        "0 of 5 done in 0.0 s · exit 4 · ledger: nightporter ledger --run r\n");
}

TEST_CASE("what a page says reaches the terminal as text only, and is cut between characters") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "log", .on_console = false});
  std::ostringstream out;
  RunDisplay display(out, log, RunDisplay::Style::kProgressBars);
  display.add_store("td/a668", 1);
  const std::string hostile = "\x1b]0;owned\a\x1b[2J" + std::string(59, 'x') + "ééé";
  display.show(0, {.kind = stages::StoreEvent::Kind::kRetry, .text = hostile});
  CHECK_THAT(out.str(), Catch::Contains(std::string(59, 'x') + "…\n") && !Catch::Contains("owned") && !Catch::Contains("\x1b[2J"));
  TaskOutcome bad{.task = task("gst", "2025-11-12", "2025-11-12"), .result = TaskResult::kSiteChanged, .message = hostile};
  bad.details = "    page    \x1b[31mtitle\n    second";
  bad.hint = hostile;
  out.str("");
  display.finish({{bad}}, {.run = "r", .program = "build/nightporter"});
  CHECK_THAT(out.str(), !Catch::Contains("owned") && !Catch::Contains("\x1b[2J") && !Catch::Contains("\x1b[31m") &&
                            Catch::Contains("    page    title\n    second\n") && Catch::Contains("ledger: build/nightporter ledger"));
}

TEST_CASE("events go to the log with store, event and detail") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "log", .on_console = false});
  std::ostringstream out;
  RunDisplay display(out, log, RunDisplay::Style::kLogLines);
  const std::size_t store = display.add_store("td/a668", 1);
  display.show(
      store,
      {.kind = stages::StoreEvent::Kind::kDownloaded, .task = task("order_report", "2025-11-12", "2025-11-12"), .text = "TD_x.xlsx"});
  display.show(store, {.kind = stages::StoreEvent::Kind::kStep, .step = sites::StepReport{.section = "probe", .words = "goto \"/\""}});
  display.show(store,
               {.kind = stages::StoreEvent::Kind::kStep, .step = sites::StepReport{.section = "steps", .number = "3", .words = "click"}});
  CHECK_THAT(test::read_file(folder / "log"), Catch::Contains("[td/a668] [downloaded] [TD_x.xlsx]") &&
                                                  Catch::Contains("[step] [probe goto \"/\" 0 ms]") &&
                                                  Catch::Contains("[step] [steps 3 click 0 ms]"));
  CHECK(out.str().empty());
}

TEST_CASE("progress bars fill with the tasks that have ended and are drawn over themselves") {
  const test::TemporaryFolder folder;
  Log log({.file = folder / "log", .on_console = false});
  std::ostringstream out;
  RunDisplay display(out, log, RunDisplay::Style::kProgressBars);
  const std::size_t store = display.add_store("td/a668", 2);
  const TaskOutcome outcome{.task = task("order_report", "2025-11-12", "2025-11-12"), .result = TaskResult::kUnchanged};
  display.show(store, {.kind = stages::StoreEvent::Kind::kTaskStarted, .task = outcome.task});
  display.show(store, {.kind = stages::StoreEvent::Kind::kTaskEnded, .task = outcome.task, .outcome = &outcome});
  CHECK_THAT(out.str(), Catch::Contains("0/2  order_report 2025-11-12\n") && Catch::Contains("\x1b[1A\x1b[J") &&
                            Catch::Contains("██████████░░░░░░░░░░  1/2"));
}

}  // namespace
}  // namespace nightporter::app
