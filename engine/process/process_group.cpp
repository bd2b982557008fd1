#include "engine/process/process_group.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "engine/process/descriptor.h"

namespace nightporter::engine {

namespace {

/// What the child tells its parent over a pipe when it cannot become the program.
struct Failure {
  enum Step : int { kGroup, kUser, kDescriptors, kDirectory, kExec } step;
  int error;
};

const char* step_name(Failure::Step step) {
  switch (step) {
    case Failure::kGroup:
      return "process group";
    case Failure::kUser:
      return "change of user";
    case Failure::kDescriptors:
      return "descriptors";
    case Failure::kDirectory:
      return "working directory";
    case Failure::kExec:
      return "start";
  }
  return "start";
}

/// All that the child needs, made before fork: afterwards it may only make system calls, since another thread may hold the heap's lock.
struct Prepared {
  std::string program;
  std::string directory;
  std::vector<char*> argv;
  std::vector<char*> envp;
  std::vector<std::pair<int, int>> descriptors;  // from (out of the way of every `to`), to
  int highest_target = 2;
  const SystemUser* run_as = nullptr;
  pid_t parent = 0;
  int report_fd = -1;
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> all;
  for (const std::string& string : strings) all.push_back(const_cast<char*>(string.c_str()));
  all.push_back(nullptr);
  return all;
}

[[noreturn]] void give_up(const Prepared& prepared, Failure::Step step) {
  const Failure failure{step, errno};
  [[maybe_unused]] const ssize_t written = ::write(prepared.report_fd, &failure, sizeof failure);
  ::_exit(127);
}

void become_user(const Prepared& prepared) {
  if (prepared.run_as == nullptr) return;
  if (::setgroups(0, nullptr) != 0 || ::setgid(prepared.run_as->gid) != 0 || ::setuid(prepared.run_as->uid) != 0) {
    give_up(prepared, Failure::kUser);
  }
}

void follow_parent(const Prepared& prepared) {
#ifdef __linux__
  // After the change of user, which clears it. The parent may have died before.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != prepared.parent) ::_exit(127);
#else
  (void)prepared;
#endif
}

[[noreturn]] void become_program(const Prepared& prepared) {
  if (::setpgid(0, 0) != 0) give_up(prepared, Failure::kGroup);
  become_user(prepared);
  follow_parent(prepared);
  for (const auto& [from, to] : prepared.descriptors) {
    if (::dup2(from, to) < 0) give_up(prepared, Failure::kDescriptors);
  }
  // The report descriptor and whatever else this program has open close on exec; those that libraries left open are closed here.
  for (int fd = prepared.highest_target + 1; fd < 1024; ++fd) {
    if (fd != prepared.report_fd) ::close(fd);
  }
  if (::chdir(prepared.directory.c_str()) != 0) give_up(prepared, Failure::kDirectory);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGPIPE, SIGCHLD, SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_DFL);
  ::execve(prepared.program.c_str(), prepared.argv.data(), prepared.envp.data());
  give_up(prepared, Failure::kExec);
}

}  // namespace

ProcessGroup::ProcessGroup(const SpawnRequest& request) {
#ifdef __linux__
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
  Prepared prepared{.program = request.program.string(),
                    .directory = request.working_directory.string(),
                    .run_as = request.run_as ? &*request.run_as : nullptr,
                    .parent = ::getpid()};
  std::vector<std::string> arguments{prepared.program};
  arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
  prepared.argv = pointers(arguments);
  prepared.envp = pointers(request.environment);

  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  std::vector<std::pair<int, int>> wanted = request.descriptors;
  if (std::none_of(wanted.begin(), wanted.end(), [](const auto& pair) { return pair.second == 0; })) wanted.emplace_back(null.get(), 0);
  for (const auto& [from, to] : wanted) prepared.highest_target = std::max(prepared.highest_target, to);
  // Copies above every target, so that no dup2 overwrites the source of a later one, and dup2 always clears close-on-exec.
  std::vector<Descriptor> copies;
  for (const auto& [from, to] : wanted) {
    copies.emplace_back(::fcntl(from, F_DUPFD_CLOEXEC, prepared.highest_target + 1));
    if (copies.back().get() < 0) throw std::system_error(errno, std::generic_category(), "descriptor for " + prepared.program);
    prepared.descriptors.emplace_back(copies.back().get(), to);
  }

  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe for " + prepared.program);
  const Descriptor report_read(report[0]);
  Descriptor report_write(::fcntl(report[1], F_DUPFD_CLOEXEC, prepared.highest_target + 1));
  ::close(report[1]);
  prepared.report_fd = report_write.get();

  id_ = ::fork();
  if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork for " + prepared.program);
  if (id_ == 0) become_program(prepared);
  ::setpgid(id_, id_);  // in both, so that the group exists whoever comes first
  report_write.close();

  Failure failure{};
  ssize_t got = 0;
  do {
    got = ::read(report_read.get(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  if (got == static_cast<ssize_t>(sizeof failure)) {
    kill_and_reap();
    throw std::system_error(failure.error, std::generic_category(), prepared.program + ": " + step_name(failure.step));
  }
}

ProcessGroup::~ProcessGroup() {
  if (id_ > 0) kill_and_reap();
}

void ProcessGroup::note(pid_t pid, int status) {
  if (pid != id_) return;
  leader_exit_ = WIFEXITED(status) ? ChildExit{.code = WEXITSTATUS(status)} : ChildExit{.signal = WTERMSIG(status)};
}

bool ProcessGroup::reap() {
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-id_, &status, WNOHANG);
    if (pid > 0) {
      note(pid, status);
    } else if (pid == 0) {
      return true;
    } else if (errno != EINTR) {
      return false;  // ECHILD: nobody is left
    }
  }
}

void ProcessGroup::signal(int number) const {
  ::kill(-id_, number);
}

void ProcessGroup::kill_and_reap() {
  for (;;) {
    signal(SIGKILL);
    int status = 0;
    const pid_t pid = ::waitpid(-id_, &status, 0);
    if (pid > 0) {
      note(pid, status);
    } else if (errno != EINTR) {
      return;  // ECHILD: nobody is left
    }
  }
}

}  // namespace nightporter::engine
