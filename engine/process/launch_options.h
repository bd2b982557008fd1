#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::engine {

/// Which Chrome, and whether somebody can look at it.
enum class WindowMode {
  kHeadlessShell,  // chromium-headless-shell: the lightest
  kHeadless,       // full Chrome without a window
  kHeaded,         // full Chrome with a window; needs a display
};

/// How the protocol travels: a WebSocket on 127.0.0.1, or the pipe of --remote-debugging-pipe, which no other process can reach.
enum class TransportKind { kWebSocket, kPipe };

/// kOff is for containers that cannot have one: a page that breaks out of its renderer has what Chrome's user has.
enum class SandboxMode { kOn, kOff };

/// How a browser is started. A plain value; the defaults suit an unattended run.
struct LaunchOptions {
  /// Path of Chrome; empty: it is looked for (see find_chrome).
  std::filesystem::path executable;
  WindowMode window_mode = WindowMode::kHeadlessShell;
  TransportKind transport = TransportKind::kWebSocket;
  /// The user that Chrome runs as; looked at only when this program runs as root. Unset: "nobody".
  std::optional<std::string> run_as;
  /// kOff passes --no-sandbox and warns.
  SandboxMode sandbox = SandboxMode::kOn;
  /// A profile directory to use and keep; it is created when missing. Empty: a temporary one, removed at the end.
  std::filesystem::path profile;
  /// A file that receives every message on the wire, secrets redacted. Empty: none.
  std::filesystem::path wire_log;
  std::vector<std::string> extra_flags;
  /// Receives sentences that an operator should read, e.g. that the sandbox is off. May be empty.
  std::function<void(const std::string&)> warn;
};

}  // namespace nightporter::engine
