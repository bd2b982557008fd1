#include "app/run/exit_code_of.h"

#include <catch2/catch.hpp>

namespace nightporter::app {
namespace {

using stages::TaskResult;

ExitCode code(std::vector<TaskResult> results) {
  return exit_code_of(results);
}

TEST_CASE("a run in which all went well, or nothing was due, is good") {
  CHECK(code({}) == ExitCode::kGood);
  CHECK(code({TaskResult::kLoaded, TaskResult::kUnchanged, TaskResult::kConfirmedEmpty}) == ExitCode::kGood);
}

TEST_CASE("a run in which some went well and some did not is partial") {
  CHECK(code({TaskResult::kLoaded, TaskResult::kLoginNeeded}) == ExitCode::kPartial);
}

TEST_CASE("a run in which nothing went well says what a person must do first") {
  CHECK(code({TaskResult::kSiteChanged, TaskResult::kSiteChanged}) == ExitCode::kSiteChanged);
  CHECK(code({TaskResult::kTryAgainLater, TaskResult::kLoginNeeded}) == ExitCode::kLoginNeeded);
  CHECK(code({TaskResult::kTryAgainLater, TaskResult::kFailed}) == ExitCode::kFailed);
  CHECK(code({TaskResult::kNotTried}) == ExitCode::kInterrupted);
}

TEST_CASE("every failure of a task has its documented exit code") {
  CHECK(exit_code_of(TaskResult::kCheckFailed) == ExitCode::kCheckFailed);
  CHECK(exit_code_of(TaskResult::kTryAgainLater) == ExitCode::kTryAgainLater);
  CHECK(exit_code_of(TaskResult::kConfigurationLacking) == ExitCode::kConfiguration);
  CHECK(exit_code_of(TaskResult::kFailed) == ExitCode::kFailed);
}

}  // namespace
}  // namespace nightporter::app
