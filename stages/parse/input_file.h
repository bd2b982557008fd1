#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace nightporter::stages {

/// A file that is read from its beginning, in pieces. Closed by its destructor. Errors are ParseError{kUnreadable}.
class InputFile {
 public:
  explicit InputFile(const std::filesystem::path& path);

  std::uint64_t size() const { return size_; }
  /// Number of bytes read; 0 at the end.
  std::size_t read(std::span<char> buffer);
  /// Goes to `offset` from the beginning.
  void seek(std::uint64_t offset);
  /// The first bytes, at most `length`; reading goes on from the beginning afterwards.
  std::string beginning(std::size_t length);

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string name_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::uint64_t size_ = 0;
};

}  // namespace nightporter::stages
