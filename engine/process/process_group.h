#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/process/launch_diagnosis.h"
#include "engine/process/system_user.h"

namespace nightporter::engine {

/// How a child is started. A plain value.
struct SpawnRequest {
  std::filesystem::path program;
  std::vector<std::string> arguments;    // without the program itself
  std::vector<std::string> environment;  // "NAME=value"
  std::filesystem::path working_directory = "/";
  /// Unset: the user of this program.
  std::optional<SystemUser> run_as;
  /// Our descriptor → the child's. All others are closed in it; 0 is /dev/null unless given.
  std::vector<std::pair<int, int>> descriptors;
};

/// A child and everything that it started, in a process group of its own. The kernel kills the child when the thread that made it ends.
/// Orphans of the group come to this process, a child subreaper, and are reaped here; nothing is left to whoever is PID 1.
/// The destructor kills the group and waits for it.
class ProcessGroup {
 public:
  /// Throws std::system_error that names the step that failed, e.g. the program that does not exist.
  explicit ProcessGroup(const SpawnRequest& request);
  ~ProcessGroup();
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;

  pid_t id() const { return id_; }
  /// How the child itself ended; nullopt while it runs. Its descendants may live on.
  const std::optional<ChildExit>& leader_exit() const { return leader_exit_; }

  /// Takes note of every member that has ended; whether any is left. Never blocks. Call it on SIGCHLD.
  bool reap();
  /// Sends a signal to every member.
  void signal(int number) const;
  /// SIGKILL to every member; returns when all have been reaped.
  void kill_and_reap();

 private:
  void note(pid_t pid, int status);

  pid_t id_ = -1;
  std::optional<ChildExit> leader_exit_;
};

}  // namespace nightporter::engine
