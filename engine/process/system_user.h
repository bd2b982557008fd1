#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace nightporter::engine {

/// A user of this system. A value.
struct SystemUser {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

/// The user of that name; nullopt when the system knows none.
std::optional<SystemUser> find_user(const std::string& name);

/// The directory that keeps `user` from entering `directory` (it, or one above it), judged by owner and mode; nullopt when none does.
std::optional<std::filesystem::path> barrier_for(const SystemUser& user, const std::filesystem::path& directory);

/// Whether `user` may make files in `directory`, judged by owner and mode.
bool may_write(const SystemUser& user, const std::filesystem::path& directory);

}  // namespace nightporter::engine
