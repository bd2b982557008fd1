#include "stages/run/task_board.h"

#include <catch2/catch.hpp>

namespace nightporter::stages {
namespace {

StoreTask task(const char* report) {
  return {model::ReportName(report), {}};
}

LoadOutcome loaded(std::int64_t inserted, std::int64_t unchanged) {
  LoadOutcome outcome;
  outcome.kind = inserted > 0 ? LoadOutcome::Kind::kLoaded : LoadOutcome::Kind::kUnchanged;
  outcome.counts = {.staged = inserted + unchanged, .inserted = inserted, .unchanged = unchanged};
  return outcome;
}

struct Watched {
  std::vector<TaskResult> endings;
  TaskBoard board;
  explicit Watched(std::vector<StoreTask> tasks)
      : board(std::move(tasks), [this](const StoreEvent& event) {
          if (event.kind == StoreEvent::Kind::kTaskEnded) endings.push_back(event.outcome->result);
        }) {}
};

TEST_CASE("a task ends when its last file is loaded, with the sum of their rows") {
  Watched watched({task("orders")});
  watched.board.start(0);
  watched.board.collected(0, {"a.xlsx", "b.xlsx"});
  CHECK(watched.board.open().empty());
  CHECK(watched.board.unfinished().size() == 1);
  watched.board.loaded(0, loaded(0, 5));
  CHECK(watched.endings.empty());
  watched.board.loaded(0, loaded(2, 1));
  CHECK(watched.endings == std::vector{TaskResult::kLoaded});
  const auto outcome = watched.board.take_outcome().tasks.front();
  CHECK(outcome.counts.staged == 8);
  CHECK(outcome.counts.inserted == 2);
  CHECK(outcome.files.size() == 2);
}

TEST_CASE("a task is unchanged when the database knew every row, and empty when the site says so") {
  Watched watched({task("orders"), task("payments"), task("customers")});
  watched.board.collected(0, {"a.xlsx"});
  watched.board.loaded(0, loaded(0, 5));
  watched.board.collected(1, {});
  watched.board.collected(2, {"c.csv"});
  LoadOutcome confirmed = loaded(0, 0);
  confirmed.checks.emptiness = Emptiness::kConfirmed;
  watched.board.loaded(2, confirmed);
  CHECK(watched.endings == std::vector{TaskResult::kUnchanged, TaskResult::kConfirmedEmpty, TaskResult::kConfirmedEmpty});
}

TEST_CASE("one refused file fails its task, whatever the others gave") {
  Watched watched({task("orders")});
  watched.board.collected(0, {"a.xlsx", "b.xlsx"});
  LoadOutcome refused;
  refused.kind = LoadOutcome::Kind::kRefused;
  refused.failure_kind = "gate_failed";
  refused.message = "row 3 lies outside the period";
  watched.board.loaded(0, refused);
  watched.board.loaded(0, loaded(2, 0));
  CHECK(watched.endings == std::vector{TaskResult::kCheckFailed});
  CHECK(watched.board.take_outcome().tasks.front().message == "row 3 lies outside the period");
}

TEST_CASE("a task of which something did not come fails, though what came was loaded") {
  Watched watched({task("orders"), task("payments")});
  watched.board.collected(0, {"a.xlsx"}, TaskFailure{.result = TaskResult::kCheckFailed, .message = "no file came for 2025-11-12"});
  watched.board.loaded(0, loaded(2, 0));
  watched.board.collected(1, {}, TaskFailure{.result = TaskResult::kCheckFailed});
  CHECK(watched.endings == std::vector{TaskResult::kCheckFailed, TaskResult::kCheckFailed});
  const auto outcome = watched.board.take_outcome().tasks.front();
  CHECK(outcome.message == "no file came for 2025-11-12");
  CHECK(outcome.counts.inserted == 2);
}

TEST_CASE("a failure of the whole store leaves alone what has ended and what is on its way") {
  Watched watched({task("orders"), task("payments"), task("customers")});
  watched.board.collected(0, {"a.xlsx"});
  watched.board.fail(1, {.result = TaskResult::kSiteChanged}, {});
  CHECK(watched.board.open() == std::vector<std::size_t>{2});
  CHECK(watched.board.unfinished() == std::vector<std::size_t>{0, 2});
  watched.board.fail(1, {.result = TaskResult::kFailed}, {});
  CHECK(watched.endings == std::vector{TaskResult::kSiteChanged});
}

}  // namespace
}  // namespace nightporter::stages
