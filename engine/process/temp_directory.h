#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace nightporter::engine {

/// A directory of our own, "nightporter-XXXXXX". Others may enter it but not list it. It holds the
/// file "owner", locked as long as this object lives: that is how sweep_abandoned_directories knows which are in use.
/// The destructor removes the directory with all that is in it; it never throws. Movable.
class TempDirectory {
 public:
  /// Throws std::system_error.
  explicit TempDirectory(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  ~TempDirectory();
  TempDirectory(TempDirectory&& other) noexcept;
  TempDirectory& operator=(TempDirectory&& other) noexcept;

  const std::filesystem::path& path() const { return path_; }
  /// Removes it now. Does nothing when it was removed before.
  void remove() noexcept;

 private:
  std::filesystem::path path_;
  int lock_fd_ = -1;
};

/// A directory in memory (Linux: /dev/shm) that has so many bytes free and that everybody may write to; nullopt without one. What is
/// written there waits for no disk, and is gone with the machine.
std::optional<std::filesystem::path> memory_directory(std::uintmax_t free_bytes);

/// Removes the TempDirectories in `parent` whose program has ended without removing them; those of other users are left alone.
/// Returns how many were removed.
std::size_t sweep_abandoned_directories(const std::filesystem::path& parent);

}  // namespace nightporter::engine
