#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/error.h"
#include "engine/process/launch_options.h"

namespace nightporter::engine {

/// A running Chrome that we started: its process group, its standard error, its profile and its temporary files. It runs on the thread
/// that launched it, which must live as long (Linux sends the parent-death signal when that thread ends).
/// The destructor kills the whole group, waits for it, and removes the temporary directory; it never throws. `close` is the polite way.
/// If this program is killed, the kernel kills Chrome; the directory is removed by sweep_abandoned_directories at the next start.
class ChromeProcess {
 public:
  /// Starts Chrome and returns when its protocol endpoint is ready.
  /// Throws ChromeLaunchFailed with cause and remedy, at the latest 15 s from now; nothing is left behind then.
  static awaitable<std::unique_ptr<ChromeProcess>> launch(LaunchOptions options, Deadline deadline);

  ~ChromeProcess();
  ChromeProcess(const ChromeProcess&) = delete;
  ChromeProcess& operator=(const ChromeProcess&) = delete;

  /// "ws://127.0.0.1:…/devtools/browser/…"; empty with the pipe transport.
  const std::string& web_socket_url() const;

  /// Our ends of the protocol pipe, handed over to the caller once. Only with the pipe transport.
  struct PipeEnds {
    int read_fd;
    int write_fd;
  };
  PipeEnds release_pipe();

  /// The process group, which is also the id of its leader.
  pid_t pid() const;
  /// Whether Chrome itself has ended; others of its group may still run.
  bool has_exited() const;
  const std::filesystem::path& executable() const;
  const std::filesystem::path& profile() const;

  /// A directory that Chrome can write to and that lives as long as this object. `name` is one path element.
  std::filesystem::path make_scratch_directory(const std::string& name);
  /// Makes the user that Chrome runs as the owner of `directory`. Throws std::filesystem::filesystem_error.
  void give_to_chrome(const std::filesystem::path& directory) const;
  /// Throws engine::Error that says what keeps Chrome from writing to `directory`; returns when nothing does.
  void require_writable(const std::filesystem::path& directory) const;

  /// Why Chrome does not answer: the error to throw when the first command fails. Chrome is given until `deadline` to end by itself,
  /// and is killed then.
  awaitable<ChromeLaunchFailed> diagnose(Deadline deadline);
  /// The last lines that Chrome wrote to its standard error.
  std::string last_log_lines() const;

  /// Memory of the whole process group in bytes (proportional share where the system tells it); 0 when it has exited.
  std::size_t memory_bytes() const;

  /// Returns true as soon as Chrome has ended by itself (say after Browser.close), false at the deadline.
  awaitable<bool> wait_for_exit(Deadline deadline);
  /// SIGTERM, then, at the deadline, SIGKILL to the group. No process of the group and no temporary file is left when it returns.
  /// Does not throw at the deadline.
  awaitable<void> close(Deadline deadline);
  /// The same with SIGKILL from the beginning.
  awaitable<void> kill(Deadline deadline);
  /// Kills the group at once, waits for it without giving way to other coroutines, and removes the temporary files.
  void kill() noexcept;

 private:
  struct State;
  explicit ChromeProcess(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// Removes the temporary directories of programs that were killed before they could do so. Returns how many.
std::size_t sweep_abandoned_directories();

}  // namespace nightporter::engine
