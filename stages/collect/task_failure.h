#pragma once

#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "model/calendar_date.h"
#include "model/store.h"
#include "sites/retry.h"
#include "sites/sign_in.h"
#include "stages/task.h"

namespace nightporter::stages {

/// What an exception means for the task in which it happened.
struct TaskFailure {
  TaskResult result = TaskResult::kFailed;
  std::string kind;  // for the ledger: "login_needed", "wrong_password", "site_changed"…
  std::string message;
  std::string details;
  std::string hint;
  std::string step;  // number of the recipe's step, empty when it was none
  /// What another attempt may help; nullopt when none can.
  std::optional<sites::Trouble> trouble;
};

/// Describes an exception of the rooms below for the operator of `store`. Cancellation and what is no std::exception pass through.
TaskFailure describe_failure(const std::exception_ptr& failure, const model::Store& store);

/// What a login that did not succeed means.
TaskFailure describe_sign_in(const sites::SignInOutcome& outcome, const model::Store& store);

/// What it means that nobody may sign in: see storage::SignInHold.
TaskFailure describe_hold(const model::Store& store);

/// What days without a file mean, of which the site did not say that there is nothing; nullopt when there are none.
std::optional<TaskFailure> describe_days_without_file(const std::vector<model::CalendarDate>& days);

}  // namespace nightporter::stages
