#include "tests/support/child_program.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <mutex>
#include <sstream>
#include <system_error>
#include <thread>

namespace nightporter::test {

namespace {

std::system_error failed(const std::string& what) {
  return {errno, std::generic_category(), what};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// Of a process that goes meanwhile, what could be read.
std::string read_whole(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

constexpr int kCannotStart = 127;

}  // namespace

struct ChildProgram::Impl {
  explicit Impl(const ProgramCall& call) {
    std::array<int, 2> ends{};
    if (call.on_terminal) {
      if (::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) != 0) throw failed("openpty");
      for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    } else if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      // Sockets, since a reader of a pipe cannot be told to stop when something still holds the other end.
      throw failed("socketpair");
    }
    // Everything that allocates comes before fork: other threads of the test may hold the allocator's lock.
    std::vector<std::string> arguments = call.arguments;
    std::vector<std::string> environment;
    for (const auto& [name, value] : call.environment) environment.push_back(name + "=" + value);
    const std::vector<char*> argv = pointers(arguments);
    const std::vector<char*> envp = pointers(environment);
    const std::string folder = call.folder.string();
    std::array<int, 2> input_ends{-1, -1};
    if (!call.input.empty()) {
      if (::pipe2(input_ends.data(), O_CLOEXEC) != 0) throw failed("pipe2");
      if (::write(input_ends[1], call.input.data(), call.input.size()) != static_cast<ssize_t>(call.input.size())) throw failed("write");
      ::close(input_ends[1]);
    }
    pid = ::fork();
    if (pid < 0) throw failed("fork");
    if (pid == 0) {
      if (call.on_terminal) {
        ::setsid();
        ::ioctl(ends[1], TIOCSCTTY, 0);
      } else {
        ::setpgid(0, 0);
      }
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      const int nothing = call.on_terminal ? ends[1] : ::open("/dev/null", O_RDONLY | O_CLOEXEC);
      const int given = input_ends[0] >= 0 ? input_ends[0] : nothing;
      ::dup2(given, STDIN_FILENO);
      if (!folder.empty() && ::chdir(folder.c_str()) != 0) ::_exit(kCannotStart);
      ::execve(argv[0], argv.data(), envp.data());
      ::_exit(kCannotStart);
    }
    if (!call.on_terminal) ::setpgid(pid, pid);  // a group's leader could not begin a session of its own
    ::close(ends[1]);
    if (input_ends[0] >= 0) ::close(input_ends[0]);
    from = ends[0];
    reader = std::thread([this] { read_output(); });
    reaper = std::thread([this] { reap(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      if (!end) ::kill(-pid, SIGKILL);
    }
    reaper.join();
    ::shutdown(from, SHUT_RD);
    reader.join();
    ::close(from);
  }

  void read_output() {
    std::array<char, 4096> bytes{};
    for (ssize_t count = 0; (count = ::read(from, bytes.data(), bytes.size())) > 0;) {
      const std::lock_guard lock(mutex);
      text.append(bytes.data(), static_cast<std::size_t>(count));
      changed.notify_all();
    }
    const std::lock_guard lock(mutex);
    all_read = true;
    changed.notify_all();
  }

  void reap() {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    const std::lock_guard lock(mutex);  // from here on nobody signals a process id that may be another's
    int status = 0;
    ::waitpid(pid, &status, 0);
    end = WIFEXITED(status) ? ProgramEnd{WEXITSTATUS(status), 0} : ProgramEnd{-1, WTERMSIG(status)};
    changed.notify_all();
  }

  pid_t pid = 0;
  mutable std::mutex mutex;
  std::condition_variable changed;
  int from = -1;
  bool all_read = false;
  std::optional<ProgramEnd> end;
  std::string text;
  std::thread reader;
  std::thread reaper;
};

ChildProgram::ChildProgram(const ProgramCall& call) : impl_(std::make_unique<Impl>(call)) {}
ChildProgram::~ChildProgram() = default;

std::optional<ProgramEnd> ChildProgram::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  if (!impl_->changed.wait_for(lock, patience, [this] { return impl_->end.has_value(); })) return std::nullopt;
  constexpr std::chrono::seconds kLastWords{1};  // what it started may hold its output open for longer than that
  impl_->changed.wait_for(lock, kLastWords, [this] { return impl_->all_read; });
  return impl_->end;
}

void ChildProgram::signal(int number) {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->end) ::kill(impl_->pid, number);
}

void ChildProgram::type(const std::string& text) {
  if (::write(impl_->from, text.data(), text.size()) != static_cast<ssize_t>(text.size())) throw failed("write to the terminal");
}

std::optional<std::size_t> ChildProgram::wait_for_output(const std::string& text, std::size_t from, std::chrono::milliseconds patience) {
  std::unique_lock lock(impl_->mutex);
  std::size_t at = std::string::npos;
  impl_->changed.wait_for(lock, patience, [&] {
    at = impl_->text.find(text, from);
    return at != std::string::npos || impl_->all_read;
  });
  return at == std::string::npos ? std::nullopt : std::optional(at + text.size());
}

int ChildProgram::process_id() const {
  return impl_->pid;
}

std::string ChildProgram::output() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->text;
}

namespace {

std::vector<std::string> processes_that(const std::function<bool(const std::filesystem::path& process)>& are_meant) {
  std::vector<std::string> found;
  std::error_code gone;  // processes come and go while we look
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    const std::string pid = entry.path().filename().string();
    if (!std::ranges::all_of(pid, [](char c) { return c >= '0' && c <= '9'; })) continue;
    if (!are_meant(entry.path())) continue;
    std::string command = read_whole(entry.path() / "cmdline");
    std::ranges::replace(command, '\0', ' ');
    found.push_back(pid + " " + command);
  }
  return found;
}

}  // namespace

std::vector<std::string> processes_with_environment(const std::string& text) {
  return processes_that([&text](const auto& process) { return read_whole(process / "environ").find(text) != std::string::npos; });
}

std::vector<std::string> processes_working_in(const std::filesystem::path& folder) {
  return processes_that([&folder](const auto& process) {
    std::error_code gone;
    return std::filesystem::read_symlink(process / "cwd", gone) == folder;
  });
}

}  // namespace nightporter::test
