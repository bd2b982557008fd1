#include "engine/content/body_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace nightporter::engine {

BodyFile::BodyFile(const std::filesystem::path& file)
    : file_(file), fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)) {
  if (fd_ < 0) fail("cannot be opened");
  struct ::stat found{};
  bool ours = ::fstat(fd_, &found) == 0;
  // The folder may be one that the browser's user writes to: what somebody else has put there is neither written to nor emptied.
  if (ours && S_ISREG(found.st_mode)) {
    ours = found.st_uid == ::geteuid() && found.st_nlink == 1 && ::fchmod(fd_, 0600) == 0 && ::ftruncate(fd_, 0) == 0;
    if (!ours) errno = EPERM;
  }
  if (ours) return;
  const int error = errno;
  ::close(fd_);
  errno = error;
  fail("is not ours");
}

BodyFile::~BodyFile() {
  ::close(fd_);
}

void BodyFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail("cannot be written");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void BodyFile::sync() {
  if (::fsync(fd_) != 0) fail("cannot be written");
}

void BodyFile::fail(const char* what) const {
  throw std::system_error(errno, std::generic_category(), "file " + file_.string() + " " + what);
}

}  // namespace nightporter::engine
