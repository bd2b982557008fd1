#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/process/launch_options.h"
#include "engine/process/profile_lock.h"
#include "engine/process/system_user.h"
#include "engine/process/temp_directory.h"

namespace nightporter::engine {

/// The directories of one Chrome, and whose they are. All but a profile that was asked for go with this object.
class ChromeHome {
 public:
  /// Makes the temporary directory, the profile with our preferences in it, and gives them to the user that Chrome will run as.
  /// Throws ChromeLaunchFailed.
  explicit ChromeHome(const LaunchOptions& options);

  const std::filesystem::path& profile() const { return profile_; }
  /// Unset: Chrome runs as the user of this program.
  const std::optional<SystemUser>& user() const { return user_; }
  /// The variables that Chrome gets; its HOME and TMPDIR are ours, so that it leaves nothing behind.
  std::vector<std::string> environment() const;

  /// A new directory that Chrome may write to.
  std::filesystem::path make_directory(const std::string& name) const;
  /// Makes Chrome's user the owner.
  void give_to_chrome(const std::filesystem::path& path) const;

  /// See ChromeProcess::require_writable.
  void require_writable(const std::filesystem::path& directory) const;

  /// When Chrome has gone: removes what is temporary, and gives a kept profile free.
  void remove() noexcept {
    temporary_.remove();
    in_memory_.reset();
    lock_.reset();
  }

 private:
  void lock_profile();
  std::filesystem::path make_directory_in(const TempDirectory& parent, const std::string& name) const;
  std::filesystem::path make_temporary_profile();
  void prepare_profile(const LaunchOptions& options);
  void copy_display_key();

  TempDirectory temporary_;
  /// Holds a temporary profile: Chrome waits for its databases to be on the disk some fifty times at each start, for nothing.
  std::optional<TempDirectory> in_memory_;
  std::optional<SystemUser> user_;
  std::filesystem::path profile_;
  std::optional<ProfileLock> lock_;  // of a kept profile
  /// Chrome's own copy of the key to the X display; empty: it reads ours, or there is none.
  std::filesystem::path display_key_;
};

}  // namespace nightporter::engine
