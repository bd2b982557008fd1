#include "app/run/exit_code_of.h"

#include <algorithm>
#include <array>

namespace nightporter::app {

ExitCode exit_code_of(stages::TaskResult result) {
  using stages::TaskResult;
  switch (result) {
    case TaskResult::kLoaded:
    case TaskResult::kDiffers:
    case TaskResult::kUnchanged:
    case TaskResult::kConfirmedEmpty:
      return ExitCode::kGood;
    case TaskResult::kLoginNeeded:
      return ExitCode::kLoginNeeded;
    case TaskResult::kSiteChanged:
      return ExitCode::kSiteChanged;
    case TaskResult::kCheckFailed:
      return ExitCode::kCheckFailed;
    case TaskResult::kTryAgainLater:
      return ExitCode::kTryAgainLater;
    case TaskResult::kConfigurationLacking:
      return ExitCode::kConfiguration;
    case TaskResult::kNotTried:
      return ExitCode::kInterrupted;
    case TaskResult::kFailed:
      break;
  }
  return ExitCode::kFailed;
}

ExitCode exit_code_of(const std::vector<stages::TaskResult>& results) {
  std::vector<ExitCode> bad;
  for (const stages::TaskResult result : results)
    if (!stages::is_good(result)) bad.push_back(exit_code_of(result));
  if (bad.empty()) return ExitCode::kGood;
  if (bad.size() < results.size()) return ExitCode::kPartial;
  constexpr std::array kByNeed{ExitCode::kInterrupted,   ExitCode::kLoginNeeded, ExitCode::kSiteChanged,  ExitCode::kCheckFailed,
                               ExitCode::kConfiguration, ExitCode::kFailed,      ExitCode::kTryAgainLater};
  return *std::find_first_of(kByNeed.begin(), kByNeed.end(), bad.begin(), bad.end());
}

}  // namespace nightporter::app
