#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nightporter::test {

/// A new empty folder, removed with all in it at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  /// Writes a file into the folder, with the folders above it, and returns its path.
  std::filesystem::path write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// The whole content of a file; an empty string when there is none.
std::string read_file(const std::filesystem::path& file);

}  // namespace nightporter::test
