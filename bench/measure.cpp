// usage: measure COMMAND…
// Runs a command and prints "wall_s own_cpu_s own_peak_mib": CPU and memory of that process alone, without those it started (Chrome).
// wait4 cannot tell them apart, so times are read from the process when it has ended but is not yet reaped, and the peak, which only
// grows, is read every two milliseconds until then.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

namespace {

double peak_mib(pid_t pid, double before) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("VmHWM:", 0) == 0) return std::stod(line.substr(6)) / 1024;
  return before;  // its memory is gone already
}

double cpu_seconds(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));  // the name may hold anything; what follows it does not
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return std::fputs("usage: measure COMMAND...\n", stderr), 2;
  const auto begin = std::chrono::steady_clock::now();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(STDERR_FILENO, STDOUT_FILENO);  // standard output is for our figures
    ::execvp(argv[1], argv + 1);
    std::perror(argv[1]);
    ::_exit(127);
  }
  double peak = 0;
  siginfo_t ended{};
  do {
    peak = peak_mib(pid, peak);
    // Nothing announces that a process has grown.
    ::usleep(2000);
  } while (::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0);
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double cpu = cpu_seconds(pid);
  int status = 0;
  ::waitpid(pid, &status, 0);
  std::printf("%.3f %.2f %.1f\n", wall, cpu, peak);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
