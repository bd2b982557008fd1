#pragma once

namespace nightporter::app {

/// What the program tells cron and scripts. Documented in `nightporter --help`; the numbers never change.
enum class ExitCode : int {
  kGood = 0,
  kFailed = 1,  // an error of our own: a bug, or a machine that refuses (disk, memory)
  kUsage = 2,
  kConfiguration = 3,
  kLoginNeeded = 4,
  kSiteChanged = 5,
  kCheckFailed = 6,
  kPartial = 7,
  kTryAgainLater = 75,  // EX_TEMPFAIL of sysexits.h
  kInterrupted = 130,   // 128 + SIGINT
};

}  // namespace nightporter::app
