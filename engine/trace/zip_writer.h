#pragma once

#include <filesystem>
#include <memory>
#include <string>

struct zip;  // libzip's

namespace nightporter::engine {

/// Writes a zip file from files on disk, in constant memory. It appears under its name only when finish() has returned, mode 0600.
/// The destructor of one that was not finished leaves nothing. Blocks; not for several threads.
class ZipWriter {
 public:
  /// Throws Error that names the file.
  explicit ZipWriter(std::filesystem::path file);
  ~ZipWriter();

  enum class Packing { kDeflated, kStored };
  /// `content` must stay as it is until finish().
  void add(const std::string& name, const std::filesystem::path& content, Packing packing);

  /// Throws Error. An older file of that name is replaced.
  void finish();

 private:
  struct Discard {
    void operator()(::zip* archive) const;
  };
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path file_;
  std::unique_ptr<::zip, Discard> archive_;
};

}  // namespace nightporter::engine
