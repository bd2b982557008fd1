#include "engine/process/temp_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "engine/process/chrome_process.h"

namespace nightporter::engine {

namespace {

constexpr const char* kPrefix = "nightporter-";
constexpr const char* kOwnerFile = "owner";

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

TempDirectory::TempDirectory(const std::filesystem::path& parent) {
  for (;;) {
    std::string path = (parent / (std::string(kPrefix) + "XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr) fail("temporary directory in " + parent.string());
    path_ = path;
    lock_fd_ = ::open((path_ / kOwnerFile).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    // A sweep of another program may take the file between open and chmod; the directory is its prey then, and we take another.
    if (lock_fd_ >= 0 && ::flock(lock_fd_, LOCK_EX | LOCK_NB) == 0 && ::chmod(path_.c_str(), 0711) == 0) break;
    if (lock_fd_ >= 0 && (errno == EWOULDBLOCK || errno == ENOENT)) {
      ::close(std::exchange(lock_fd_, -1));
      continue;
    }
    const int error = errno;
    remove();
    errno = error;
    fail("temporary directory " + path);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  [[maybe_unused]] const ssize_t written = ::write(lock_fd_, pid.data(), pid.size());  // for a person who looks
}

TempDirectory::~TempDirectory() {
  remove();
}

TempDirectory::TempDirectory(TempDirectory&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_fd_(std::exchange(other.lock_fd_, -1)) {}

TempDirectory& TempDirectory::operator=(TempDirectory&& other) noexcept {
  if (this != &other) {
    remove();
    path_ = std::exchange(other.path_, {});
    lock_fd_ = std::exchange(other.lock_fd_, -1);
  }
  return *this;
}

void TempDirectory::remove() noexcept {
  std::error_code ignored;  // what cannot be removed now is swept at the next start
  if (!path_.empty()) std::filesystem::remove_all(std::exchange(path_, {}), ignored);
  if (lock_fd_ >= 0) ::close(std::exchange(lock_fd_, -1));
}

std::size_t sweep_abandoned_directories(const std::filesystem::path& parent) {
  std::size_t removed = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(parent, std::filesystem::directory_options::skip_permission_denied, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) continue;
    const int fd = ::open((entry.path() / kOwnerFile).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) continue;  // not one of ours, or one that is just being made
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
      std::filesystem::remove_all(entry.path(), error);
      if (!error) ++removed;
    }
    ::close(fd);
  }
  return removed;
}

std::size_t sweep_abandoned_directories() {
  return sweep_abandoned_directories(std::filesystem::temp_directory_path());
}

}  // namespace nightporter::engine
