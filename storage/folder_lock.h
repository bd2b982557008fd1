#pragma once

#include <chrono>
#include <filesystem>

namespace nightporter::storage {

/// Holds an advisory lock on a file (made when missing, mode 0600) while it lives; other processes wait. A process that dies lets go.
class FolderLock {
 public:
  /// Throws DatabaseBusy when another process holds it for longer than `patience`.
  FolderLock(const std::filesystem::path& file, std::chrono::milliseconds patience);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace nightporter::storage
