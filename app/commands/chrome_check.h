#pragma once

#include <string>
#include <vector>

#include "app/config/configuration.h"

namespace nightporter::app {

/// One thing that `chrome-setup --check` looked at.
struct ChromeFinding {
  std::string what;
  bool good = false;
  bool breaks_runs = false;
  std::string found;
  std::string remedy;
};

/// Runs chrome-setup, which starts the Chrome that a run would use. Throws app::Error when chrome-setup is not beside the program or
/// does not answer as agreed.
std::vector<ChromeFinding> check_chrome(const ChromeSettings& chrome);

}  // namespace nightporter::app
