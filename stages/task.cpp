#include "stages/task.h"

namespace nightporter::stages {

std::string_view to_string(TaskResult result) {
  switch (result) {
    case TaskResult::kLoaded:
      return "loaded";
    case TaskResult::kDiffers:
      return "differs";
    case TaskResult::kUnchanged:
      return "unchanged";
    case TaskResult::kConfirmedEmpty:
      return "zero_sales_confirmed";
    case TaskResult::kLoginNeeded:
      return "login_needed";
    case TaskResult::kSiteChanged:
      return "site_changed";
    case TaskResult::kCheckFailed:
      return "check_failed";
    case TaskResult::kTryAgainLater:
      return "try_again_later";
    case TaskResult::kConfigurationLacking:
      return "configuration_lacking";
    case TaskResult::kFailed:
      return "failed";
    case TaskResult::kNotTried:
      return "not_tried";
  }
  return "failed";
}

bool is_good(TaskResult result) {
  return result == TaskResult::kLoaded || result == TaskResult::kDiffers || result == TaskResult::kUnchanged ||
         result == TaskResult::kConfirmedEmpty;
}

}  // namespace nightporter::stages
