#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

#include "engine/error.h"
#include "engine/state/storage_state.h"

namespace nightporter::engine {

namespace {

/// A new file next to its final place, removed unless it was renamed.
class PendingFile {
 public:
  explicit PendingFile(const std::filesystem::path& final_path) : final_(final_path), pending_(final_path.string() + ".XXXXXX") {
    fd_ = ::mkstemp(pending_.data());  // mode 0600
    if (fd_ < 0) fail("cannot be created");
  }
  ~PendingFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!pending_.empty()) ::unlink(pending_.c_str());
  }
  PendingFile(const PendingFile&) = delete;
  PendingFile& operator=(const PendingFile&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(fd_, text.data(), text.size());
      if (written < 0 && errno != EINTR) fail("cannot be written");
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(fd_) != 0) fail("cannot be written");
  }

  void publish() {
    if (::rename(pending_.c_str(), final_.c_str()) != 0) fail("cannot be renamed");
    pending_.clear();
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw std::system_error(errno, std::generic_category(), "storage state " + final_.string() + " " + what);
  }

  std::filesystem::path final_;
  std::string pending_;
  int fd_ = -1;
};

}  // namespace

StorageState StorageState::read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw StorageStateError("storage state " + file.string() + ": " + std::generic_category().message(errno), "check the path");
  }
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) throw StorageStateError("storage state " + file.string() + ": " + std::generic_category().message(errno));
  try {
    return parse(text);
  } catch (const StorageStateError& error) {
    throw StorageStateError(file.string() + ": " + error.what(), error.hint());
  }
}

void StorageState::write_file(const std::filesystem::path& file) const {
  PendingFile pending(file);
  pending.write(to_json());
  pending.publish();
}

}  // namespace nightporter::engine
