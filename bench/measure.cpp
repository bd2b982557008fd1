// usage: measure [--as USER] [--memory MILLISECONDS] [--series FILE] [--said FILE] [--within SECONDS] COMMAND…
// Runs a command and prints what it and the processes below it used, as one line of JSON:
//   wall_s, exit_code, driver_cpu_s, chrome_cpu_s, driver_peak_mib, tree_peak_mib (the peaks are null without --memory)
// "Driver" is every process but Chrome's: the program itself, chromedriver, processes that read files. Memory is the proportional share
// (PSS) and is read every MILLISECONDS; that costs time, so times are taken in runs without it. --series writes each reading as
// "seconds driver_mib tree_mib". The command's standard output goes to --said, its standard error to ours. What is left of its tree when
// it has ended is killed and counted ("left_over").

#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// Processes that live for less than this are not seen; those that read files for the program live longer.
constexpr auto kLookEvery = 5ms;
/// A process that was forked has its parent's name until it has become another program.
constexpr auto kBecomesWithin = 1s;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Empty when the process has gone meanwhile, as it may between any two lines of this program.
std::string read(pid_t pid, const char* name) {
  std::string text;
  std::FILE* file = std::fopen(("/proc/" + std::to_string(pid) + "/" + name).c_str(), "re");
  if (file == nullptr) return text;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) text.append(buffer.data(), count);
  std::fclose(file);
  return text;
}

pid_t parent_of(pid_t pid) {
  const std::string text = read(pid, "stat");
  const std::size_t name_end = text.rfind(')');  // the name may hold anything; what follows it does not
  if (name_end == std::string::npos) return -1;
  return static_cast<pid_t>(std::strtol(text.c_str() + name_end + 4, nullptr, 10));
}

bool is_chrome(pid_t pid) {
  std::error_code gone;
  const std::string name = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", gone).filename().string();
  return (name.starts_with("chrom") || name.starts_with("headless_shell")) && name.find("chromedriver") == std::string::npos;
}

/// Exact to the nanosecond, of all threads, also of a process that has ended and is not reaped.
std::optional<double> cpu_seconds(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return std::nullopt;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

double memory_mib(pid_t pid) {
  const std::string text = read(pid, "smaps_rollup");
  const std::size_t share = text.find("\nPss:");
  return share == std::string::npos ? 0 : std::strtod(text.c_str() + share + 5, nullptr) / 1024;
}

/// The processes below one, as they come and go.
class ProcessTree {
 public:
  explicit ProcessTree(pid_t root) : root_(root) { processes_[root] = {.seen = Clock::now()}; }

  void look() {
    std::set<pid_t> alive;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const pid_t pid = static_cast<pid_t>(std::strtol(entry.path().filename().c_str(), nullptr, 10));
      if (pid <= 0) continue;
      alive.insert(pid);
      if (!processes_.contains(pid) && !strangers_.contains(pid)) meet(pid);
    }
    std::erase_if(strangers_, [&](pid_t pid) { return !alive.contains(pid); });
    for (auto& [pid, process] : processes_) {
      if (process.gone) continue;
      if (!process.chrome && Clock::now() - process.seen < kBecomesWithin) process.chrome = is_chrome(pid);
      if (const auto used = cpu_seconds(pid)) process.cpu_s = *used;
      process.gone = pid != root_ && !alive.contains(pid);
    }
  }

  double cpu_s(bool chrome) const {
    double sum = 0;
    for (const auto& [pid, process] : processes_)
      if (process.chrome == chrome) sum += process.cpu_s;
    return sum;
  }

  double memory(bool with_chrome) const {
    double sum = 0;
    for (const auto& [pid, process] : processes_)
      if (!process.gone && (with_chrome || !process.chrome)) sum += memory_mib(pid);
    return sum;
  }

  int kill_what_is_left() {
    int left = 0;
    for (const auto& [pid, process] : processes_)
      if (pid != root_ && !process.gone && ::kill(pid, SIGKILL) == 0) ++left;
    return left;
  }

 private:
  struct Process {
    Clock::time_point seen;
    bool chrome = false;
    bool gone = false;
    double cpu_s = 0;
  };

  void meet(pid_t pid) {
    const pid_t parent = parent_of(pid);
    // An orphan comes to us, who have no other children.
    const auto known = processes_.find(parent);
    if (known == processes_.end() && parent != ::getpid()) {
      strangers_.insert(pid);
      return;
    }
    processes_[pid] = {.seen = Clock::now(), .chrome = is_chrome(pid) || (known != processes_.end() && known->second.chrome)};
  }

  pid_t root_;
  std::map<pid_t, Process> processes_;
  std::set<pid_t> strangers_;
};

struct Options {
  std::string user;
  std::optional<std::chrono::milliseconds> memory_every;
  std::string series;
  std::string said = "/dev/null";
  std::chrono::seconds within = 30min;
  std::vector<char*> command;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  int at = 1;
  for (; at + 1 < argc && std::string(argv[at]).starts_with("--"); at += 2) {
    const std::string name = argv[at];
    const std::string value = argv[at + 1];
    if (name == "--as")
      options.user = value;
    else if (name == "--memory")
      options.memory_every = std::chrono::milliseconds(std::stoi(value));
    else if (name == "--series")
      options.series = value;
    else if (name == "--said")
      options.said = value;
    else if (name == "--within")
      options.within = std::chrono::seconds(std::stoi(value));
    else
      return std::nullopt;
  }
  for (; at < argc; ++at) options.command.push_back(argv[at]);
  if (options.command.empty()) return std::nullopt;
  options.command.push_back(nullptr);
  return options;
}

[[noreturn]] void become_command(const Options& options) {
  if (std::freopen(options.said.c_str(), "w", stdout) == nullptr) ::_exit(126);
  if (!options.user.empty()) {
    const passwd* user = ::getpwnam(options.user.c_str());
    if (user == nullptr || ::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0) {
      std::perror(options.user.c_str());
      ::_exit(126);
    }
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::execvp(options.command[0], options.command.data());
  std::perror(options.command[0]);
  ::_exit(127);
}

int measure(const Options& options) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::fflush(stdout);
  const auto begin = Clock::now();
  const pid_t root = ::fork();
  if (root == 0) become_command(options);
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, root, 0));
  if (handle < 0) throw std::runtime_error("pidfd_open failed");

  ProcessTree tree(root);
  std::ofstream series;
  if (!options.series.empty()) series.open(options.series);
  double driver_peak = 0;
  double tree_peak = 0;
  auto next_reading = begin;
  bool late = false;
  for (;;) {
    pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
    if (::poll(&ended, 1, static_cast<int>(kLookEvery.count())) > 0) break;
    tree.look();
    if (Clock::now() - begin > options.within && !std::exchange(late, true)) ::kill(root, SIGKILL);
    if (!options.memory_every || Clock::now() < next_reading) continue;
    const double driver = tree.memory(false);
    const double whole = tree.memory(true);
    driver_peak = std::max(driver_peak, driver);
    tree_peak = std::max(tree_peak, whole);
    if (series) series << seconds_since(begin) << ' ' << driver << ' ' << whole << '\n';
    next_reading = Clock::now() + *options.memory_every;
  }
  const double wall = seconds_since(begin);
  tree.look();  // the root is not reaped yet, so its clock still stands
  const int left = tree.kill_what_is_left();
  int status = 0;
  ::waitpid(root, &status, 0);
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
  const int exit_code = late ? 124 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::printf(R"({"wall_s": %.4f, "exit_code": %d, "driver_cpu_s": %.4f, "chrome_cpu_s": %.4f, "left_over": %d)", wall, exit_code,
              tree.cpu_s(false), tree.cpu_s(true), left);
  if (options.memory_every) std::printf(R"(, "driver_peak_mib": %.2f, "tree_peak_mib": %.2f)", driver_peak, tree_peak);
  std::printf("}\n");
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) try {
  const auto options = parse(argc, argv);
  if (!options)
    return std::fputs("usage: measure [--as USER] [--memory MILLISECONDS] [--series FILE] [--said FILE] [--within SECONDS] COMMAND...\n",
                      stderr),
           2;
  return measure(*options);
} catch (const std::exception& error) {
  return std::fprintf(stderr, "measure: %s\n", error.what()), 1;
}
