#include "engine/process/launch_diagnosis.h"

namespace nightporter::engine {

namespace {

/// The exit code of a Chrome that found another one on its profile (chrome::RESULT_CODE_PROFILE_IN_USE).
constexpr int kProfileInUse = 21;

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

/// "libnss3.so" of "error while loading shared libraries: libnss3.so: cannot open shared object file".
std::string missing_library(const std::string& log) {
  static const std::string kMark = "error while loading shared libraries: ";
  const std::size_t at = log.find(kMark);
  if (at == std::string::npos) return {};
  const std::size_t start = at + kMark.size();
  return log.substr(start, log.find_first_of(":\n", start) - start);
}

}  // namespace

std::string ChildExit::describe() const {
  if (code) return "exit code " + std::to_string(*code);
  if (signal) return "signal " + std::to_string(*signal);
  return "no exit code";
}

ChromeLaunchFailed diagnose_launch(const LaunchTrouble& trouble) {
  using Cause = ChromeLaunchFailed::Cause;
  const std::string who = "Chrome (" + trouble.executable + ")";
  if (!trouble.exit) {
    return {Cause::kTimedOut, who + " did not open its protocol endpoint in time",
            "see whether the machine is overloaded; start it by hand with --remote-debugging-port=0 to see what it waits for", trouble.log};
  }
  const std::string how = " ended at once with " + trouble.exit->describe();
  if (const std::string library = missing_library(trouble.log); !library.empty()) {
    return {Cause::kMissingLibrary, who + " lacks the library " + library,
            "install it, or let ./chrome-setup --install do so (ldd " + trouble.executable + " lists all that are missing)", trouble.log};
  }
  if (contains(trouble.log, "No usable sandbox") || contains(trouble.log, "Failed to move to new namespace") ||
      contains(trouble.log, "without --no-sandbox is not supported") || contains(trouble.log, "setuid sandbox")) {
    return {
        Cause::kNoSandbox, who + " finds no usable sandbox",
        "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0; in Docker the "
        "seccomp profile in deploy/), run Chrome as an unprivileged user; where the container itself is the border, switch the sandbox off "
        "in the configuration (chrome.sandbox: off)",
        trouble.log};
  }
  if (trouble.exit->code == kProfileInUse || contains(trouble.log, "profile appears to be in use")) {
    return {Cause::kProfileInUse, who + ": the profile " + trouble.profile + " is in use by another Chrome",
            "close the other Chrome; if there is none, remove " + trouble.profile + "/SingletonLock", trouble.log};
  }
  if (contains(trouble.log, "Missing X server") || contains(trouble.log, "cannot open display") ||
      contains(trouble.log, "ozone_platform_x11") || contains(trouble.log, "Failed to connect to Wayland display")) {
    return {Cause::kNoDisplay, who + " finds no display to open its window on",
            "run it where there is a desktop, or under xvfb-run, or without a window (--headless)", trouble.log};
  }
  if (contains(trouble.log, "Failed to create") && contains(trouble.log, "rofile")) {
    return {Cause::kProfileNotWritable, who + " cannot write its profile " + trouble.profile,
            "give the directory to the user that Chrome runs as", trouble.log};
  }
  return {Cause::kExited, who + how, "start it by hand with --version to see whether it runs at all", trouble.log};
}

}  // namespace nightporter::engine
