#include "storage/process_identity.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <vector>

namespace nightporter::storage {

namespace {

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

std::string read_link(const char* path) {
  char target[256];
  const ssize_t length = ::readlink(path, target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

std::string first_line(const std::string& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

/// Field 22 of /proc/<pid>/stat; the process's name in field 2 may hold blanks and parentheses. Empty when there is no such process
/// or it is a zombie, which does nothing any more.
std::string start_time(std::int64_t pid) {
  const std::string line = first_line("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(line.substr(name_end + 1));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  if (fields.size() < 20 || fields[0] == "Z" || fields[0] == "X") return {};
  return fields[19];
}

std::string space_of_self() {
  const std::string boot = first_line("/proc/sys/kernel/random/boot_id");
  return boot.empty() ? host_name() : boot + " " + read_link("/proc/self/ns/pid");
}

}  // namespace

ProcessIdentity ProcessIdentity::self() {
  const std::int64_t pid = ::getpid();
  return {.host = host_name(), .space = space_of_self(), .pid = pid, .started = start_time(pid)};
}

bool ProcessIdentity::is_gone() const {
  if (space != space_of_self()) return false;
  if (started.empty()) return ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
  return start_time(pid) != started;
}

}  // namespace nightporter::storage
