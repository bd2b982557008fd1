#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "sites/otp/otp_source.h"

namespace nightporter::sites {

struct OtpCommand {
  /// The program, with its path or as found in PATH, and its arguments: no shell reads them.
  std::vector<std::string> arguments;
  std::chrono::seconds within{60};
};

/// Runs a program each time a code is asked for; the first line that it prints is the code. It gets PATH, HOME, LANG, and who asks in
/// NIGHTPORTER_SITE and NIGHTPORTER_STORE ("td/a668"); no secret. What it prints is shown to nobody. It, and all that it started,
/// is killed when its time is over. An empty line means "I have none". Throws OtpFailed when it cannot be started, ends with another
/// exit code than 0, or takes too long.
OtpSource otp_from_command(OtpCommand command);

}  // namespace nightporter::sites
