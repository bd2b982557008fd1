#include "engine/process/group_memory.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace nightporter::engine {

namespace {

/// The process group in /proc/<pid>/stat: "pid (name) state ppid pgrp …"; the name may hold anything.
pid_t group_of(const std::filesystem::path& process) {
  std::ifstream stream(process / "stat");
  std::string line;
  std::getline(stream, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return -1;
  std::istringstream rest(line.substr(name_end + 1));
  char state = 0;
  pid_t parent = -1;
  pid_t group = -1;
  rest >> state >> parent >> group;
  return group;
}

std::size_t memory_of(const std::filesystem::path& process) {
  std::ifstream rollup(process / "smaps_rollup");
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Pss:")) return std::stoul(line.substr(4)) * 1024;
  }
  std::ifstream statm(process / "statm");
  std::size_t total_pages = 0;
  std::size_t resident_pages = 0;
  statm >> total_pages >> resident_pages;
  return resident_pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

std::size_t group_memory_bytes(pid_t group) {
  std::size_t total = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isdigit(c); })) continue;
    if (group_of(entry.path()) == group) total += memory_of(entry.path());
  }
  return total;
}

}  // namespace nightporter::engine
