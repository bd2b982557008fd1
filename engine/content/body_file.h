#pragma once

#include <filesystem>
#include <string_view>

namespace nightporter::engine {

/// A file, mode 0600, that is written from its start as the bytes come; what it held before is gone. One thread at a time.
class BodyFile {
 public:
  /// Throws std::system_error, as write and sync do.
  explicit BodyFile(const std::filesystem::path& file);
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  void write(std::string_view bytes);
  /// What was written survives a power cut then.
  void sync();

 private:
  [[noreturn]] void fail(const char* what) const;

  std::filesystem::path file_;
  int fd_;
};

}  // namespace nightporter::engine
