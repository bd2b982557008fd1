#include "engine/process/system_user.h"

#include <pwd.h>
#include <sys/stat.h>

#include <array>

namespace nightporter::engine {

std::optional<SystemUser> find_user(const std::string& name) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 16384> buffer{};
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return std::nullopt;
  return SystemUser{.name = name, .uid = entry.pw_uid, .gid = entry.pw_gid};
}

std::optional<std::filesystem::path> barrier_for(const SystemUser& user, const std::filesystem::path& directory) {
  if (user.uid == 0) return std::nullopt;
  std::filesystem::path walked;
  for (const auto& part : std::filesystem::absolute(directory).lexically_normal()) {
    walked /= part;
    struct stat status{};
    if (::stat(walked.c_str(), &status) != 0) return walked;
    const mode_t needed = status.st_uid == user.uid ? S_IXUSR : status.st_gid == user.gid ? S_IXGRP : S_IXOTH;
    if (S_ISDIR(status.st_mode) && (status.st_mode & needed) == 0) return walked;
  }
  return std::nullopt;
}

}  // namespace nightporter::engine
