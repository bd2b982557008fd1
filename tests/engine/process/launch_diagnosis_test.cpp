#include "engine/process/launch_diagnosis.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

using Cause = ChromeLaunchFailed::Cause;

ChromeLaunchFailed diagnose(std::optional<ChildExit> exit, std::string log) {
  return diagnose_launch({.executable = "/usr/bin/chrome", .profile = "/p", .exit = exit, .log = std::move(log)});
}

TEST_CASE("a missing library is named") {
  const auto error =
      diagnose(ChildExit{.code = 127}, "/usr/bin/chrome: error while loading shared libraries: libnss3.so: cannot open shared object file");
  CHECK(error.cause() == Cause::kMissingLibrary);
  CHECK(std::string(error.what()).find("lacks the library libnss3.so") != std::string::npos);
  CHECK(error.hint().find("chrome-setup") != std::string::npos);
}

TEST_CASE("a sandbox that cannot be used is told from other crashes") {
  CHECK(diagnose(ChildExit{.signal = 5}, "[1:1:FATAL:zygote_host_impl_linux.cc(132)] No usable sandbox! If you are running on Ubuntu")
            .cause() == Cause::kNoSandbox);
  CHECK(diagnose(ChildExit{.code = 1}, "Running as root without --no-sandbox is not supported.").cause() == Cause::kNoSandbox);
  const auto crash = diagnose(ChildExit{.signal = 11}, "Received signal 11 SEGV_MAPERR");
  CHECK(crash.cause() == Cause::kExited);
  CHECK(std::string(crash.what()).find("signal 11") != std::string::npos);
}

TEST_CASE("exit code 21 means that the profile is in use") {
  const auto error = diagnose(ChildExit{.code = 21}, "");
  CHECK(error.cause() == Cause::kProfileInUse);
  CHECK(std::string(error.what()).find("/p") != std::string::npos);
}

TEST_CASE("a missing display is told with its remedy") {
  const auto error = diagnose(ChildExit{.code = 1}, "[ERROR:ui/ozone/platform/x11/ozone_platform_x11.cc:249] Missing X server or $DISPLAY");
  CHECK(error.cause() == Cause::kNoDisplay);
  CHECK(error.hint().find("xvfb-run") != std::string::npos);
}

TEST_CASE("a Chrome that runs but does not answer has timed out, and its last lines are in the error") {
  const auto error = diagnose(std::nullopt, "still warming up");
  CHECK(error.cause() == Cause::kTimedOut);
  CHECK(error.last_log_lines() == "still warming up");
  CHECK(std::string(error.what()).find("still warming up") != std::string::npos);
}

}  // namespace
}  // namespace nightporter::engine
