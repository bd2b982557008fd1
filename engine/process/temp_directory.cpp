#include "engine/process/temp_directory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/process/chrome_process.h"

namespace nightporter::engine {

namespace {

constexpr std::string_view kPrefix = "nightporter-";
constexpr std::string_view kPattern = "XXXXXX";
constexpr const char* kOwnerFile = "owner";

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// The owner's file last but for the directory: whoever is killed in between leaves something that the next sweep knows.
void remove_with_owner_last(const std::filesystem::path& directory, std::error_code& error) {
  std::vector<std::filesystem::path> others;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().filename() != kOwnerFile) others.push_back(entry->path());
  for (const std::filesystem::path& path : others)
    if (!error) std::filesystem::remove_all(path, error);
  if (!error) std::filesystem::remove_all(directory, error);
}

/// One that was killed between making the directory and its owner's file, or between removing them. Another that is just being made may
/// look the same: its program finds it gone, and takes another.
bool remove_without_owner(const std::filesystem::path& directory, const struct stat& status) {
  const bool as_made = directory.filename().string().size() == kPrefix.size() + kPattern.size() && (status.st_mode & 0066) == 0;
  return as_made && ::rmdir(directory.c_str()) == 0;
}

}  // namespace

TempDirectory::TempDirectory(const std::filesystem::path& parent) {
  for (;;) {
    std::string path = (parent / (std::string(kPrefix) + std::string(kPattern))).string();
    if (::mkdtemp(path.data()) == nullptr) fail("temporary directory in " + parent.string());
    path_ = path;
    lock_fd_ = ::open((path_ / kOwnerFile).c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    // A sweep of another program may take the directory before it has its mode; it is its prey then, and we take another.
    if (lock_fd_ >= 0 && ::flock(lock_fd_, LOCK_EX | LOCK_NB) == 0 && ::chmod(path_.c_str(), 0711) == 0) break;
    if (errno == ENOENT || (lock_fd_ >= 0 && errno == EWOULDBLOCK)) {
      if (lock_fd_ >= 0) ::close(std::exchange(lock_fd_, -1));
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
  if (!path_.empty()) remove_with_owner_last(std::exchange(path_, {}), ignored);
  if (lock_fd_ >= 0) ::close(std::exchange(lock_fd_, -1));
}

std::optional<std::filesystem::path> memory_directory(std::uintmax_t free_bytes) {
#ifdef __linux__
  constexpr const char* kDirectory = "/dev/shm";
  struct statfs space{};
  struct stat status{};
  const bool is_in_memory = ::statfs(kDirectory, &space) == 0 && space.f_type == TMPFS_MAGIC && ::stat(kDirectory, &status) == 0;
  if (is_in_memory && (status.st_mode & 01777) == 01777 && static_cast<std::uintmax_t>(space.f_bavail) * space.f_bsize >= free_bytes)
    return kDirectory;
#else
  static_cast<void>(free_bytes);
#endif
  return std::nullopt;
}

std::size_t sweep_abandoned_directories(const std::filesystem::path& parent) {
  std::size_t removed = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(parent, std::filesystem::directory_options::skip_permission_denied, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    struct stat status{};
    if (::lstat(entry.path().c_str(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) continue;
    const int fd = ::open((entry.path() / kOwnerFile).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
      removed += errno == ENOENT && remove_without_owner(entry.path(), status) ? 1 : 0;
      continue;
    }
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) {
      remove_with_owner_last(entry.path(), error);
      if (!error) ++removed;
    }
    ::close(fd);
  }
  return removed;
}

std::size_t sweep_abandoned_directories() {
  std::size_t removed = sweep_abandoned_directories(std::filesystem::temp_directory_path());
  if (const auto memory = memory_directory(0)) removed += sweep_abandoned_directories(*memory);
  return removed;
}

}  // namespace nightporter::engine
