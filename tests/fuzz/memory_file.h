#pragma once

#include <filesystem>
#include <string_view>

namespace nightporter::fuzz {

/// A file that is never written to a disk. Its path lives as long as it does.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view content);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::filesystem::path path() const;

 private:
  int descriptor_;
};

}  // namespace nightporter::fuzz
