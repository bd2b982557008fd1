#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace nightporter::engine {

/// The right to use a kept profile: two Chromes on one profile destroy it. Held by a file beside Chrome's own data, by a lock that the
/// kernel takes back when this process ends, however it ends. Given back by the destructor.
class ProfileLock {
 public:
  /// nullopt: another process of ours has the profile. Throws std::system_error when the lock's file cannot be made.
  static std::optional<ProfileLock> take(const std::filesystem::path& profile);

  ProfileLock(ProfileLock&& other) noexcept;
  ProfileLock& operator=(ProfileLock&& other) noexcept;
  ~ProfileLock();

 private:
  explicit ProfileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Looks at the marks that a Chrome leaves in its profile ("SingletonLock", a link to "host-pid"). Those of a Chrome that is gone - killed,
/// or of another machine or container, from where the profile was moved - are removed, since they would keep Chrome from starting. The
/// caller holds the ProfileLock. Returns who uses the profile ("process 4711") when that Chrome still runs.
std::optional<std::string> heal_profile_marks(const std::filesystem::path& profile);

}  // namespace nightporter::engine
