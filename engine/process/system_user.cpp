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

namespace {

/// The three bits (read 4, write 2, enter 1) that hold for `user`.
unsigned rights(const SystemUser& user, const struct stat& status) {
  if (status.st_uid == user.uid) return (status.st_mode >> 6) & 7;
  if (status.st_gid == user.gid) return (status.st_mode >> 3) & 7;
  return status.st_mode & 7;
}

}  // namespace

std::optional<std::filesystem::path> barrier_for(const SystemUser& user, const std::filesystem::path& directory) {
  if (user.uid == 0) return std::nullopt;
  std::filesystem::path walked;
  for (const auto& part : std::filesystem::absolute(directory).lexically_normal()) {
    walked /= part;
    struct stat status{};
    if (::stat(walked.c_str(), &status) != 0) return walked;
    if (S_ISDIR(status.st_mode) && (rights(user, status) & 1) == 0) return walked;
  }
  return std::nullopt;
}

bool may_write(const SystemUser& user, const std::filesystem::path& directory) {
  struct stat status{};
  return user.uid == 0 || (::stat(directory.c_str(), &status) == 0 && (rights(user, status) & 2) != 0);
}

}  // namespace nightporter::engine
