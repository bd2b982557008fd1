#include "engine/download/publish.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <vector>

#include "engine/download/file_naming.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, int error) {
  throw Error(what + ": " + std::generic_category().message(error), error == ENOSPC || error == EDQUOT ? "free some space on this disk"
                                                                    : error == EACCES || error == EPERM || error == EROFS
                                                                        ? "make the folder writable for the user that this program runs as"
                                                                        : "");
}

class FileDescriptor {
 public:
  FileDescriptor(const fs::path& path, int flags, mode_t mode = 0) : fd_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (fd_ < 0) fail("cannot open " + path.string(), errno);
  }
  ~FileDescriptor() { ::close(fd_); }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void sync_to_disk(const fs::path& path, int flags) {
  const FileDescriptor descriptor(path, flags);
  // A few file systems know no fsync of folders; they say EINVAL.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) fail("cannot write " + path.string() + " to disk", errno);
}

void copy_bytes(const FileDescriptor& in, const fs::path& from, const FileDescriptor& out, const fs::path& to) {
  std::vector<char> piece(256 * 1024);
  for (;;) {
    const ssize_t read = ::read(in.get(), piece.data(), piece.size());
    if (read == 0) return;
    if (read < 0) {
      if (errno == EINTR) continue;
      fail("cannot read " + from.string(), errno);
    }
    for (ssize_t written = 0; written < read;) {
      const ssize_t now = ::write(out.get(), piece.data() + written, static_cast<std::size_t>(read - written));
      if (now < 0 && errno != EINTR) fail("cannot write " + to.string(), errno);
      if (now > 0) written += now;
    }
  }
}

void remove_quietly(const fs::path& path) noexcept {
  std::error_code ignored;
  fs::remove(path, ignored);
}

// The .part file; goes with this object unless it has been given its name. It is locked as long, which tells sweep_unpublished that it
// is not abandoned.
class PartFile {
 public:
  PartFile(const fs::path& source, fs::path path, Original original)
      : source_(source), path_(std::move(path)), original_(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) {
    remove_quietly(path_);
    lock(original_);
    if (original == Original::kMoved && ::rename(source.c_str(), path_.c_str()) == 0) {
      moved_ = true;
    } else if (original == Original::kKept || errno == EXDEV || errno == EACCES || errno == EPERM) {
      // Another file system, or a quarantine that belongs to the browser's user.
      try {
        create_copy();
        copy_bytes(original_, source, *copy_, path_);
      } catch (...) {
        remove_quietly(path_);
        throw;
      }
    } else {
      fail("cannot move " + source.string() + " to " + path_.string(), errno);
    }
  }

  ~PartFile() {
    if (published_) return;
    if (moved_ && ::rename(path_.c_str(), source_.c_str()) == 0) return;
    if (!moved_) remove_quietly(path_);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  const fs::path& path() const { return path_; }

  void secure() const {
    // The browser's user may own a file that was moved; what we cannot change we have to copy.
    // Through one descriptor, and never through a link: what lies in the quarantine was put there by the browser's user.
    const FileDescriptor part(path_, O_RDONLY | O_NOFOLLOW);
    struct stat status{};
    if (::fstat(part.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1)
      throw Error(source_.string() + " is not a file of its own", "nothing was published; look at what the browser has put there");
    if (::geteuid() == 0 && ::fchown(part.get(), 0, ::getegid()) != 0) fail("cannot take over " + path_.string(), errno);
    if (::fchmod(part.get(), 0640) != 0) fail("cannot set the mode of " + path_.string(), errno);
    if (::fsync(part.get()) != 0 && errno != EINVAL) fail("cannot write " + path_.string() + " to disk", errno);
  }

  /// Fails with false when `target` exists and may not be replaced.
  bool become(const fs::path& target, NameTaken policy) {
    if (policy == NameTaken::kReplace) {
      if (::rename(path_.c_str(), target.c_str()) != 0) fail("cannot rename " + path_.string() + " to " + target.string(), errno);
    } else if (::link(path_.c_str(), target.c_str()) == 0) {
      // Unlike rename, link never replaces what another process put there in the meantime.
      remove_quietly(path_);
    } else if (errno == EEXIST) {
      return false;
    } else if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS) {
      if (fs::exists(target)) return false;
      if (::rename(path_.c_str(), target.c_str()) != 0) fail("cannot rename " + path_.string() + " to " + target.string(), errno);
    } else {
      fail("cannot rename " + path_.string() + " to " + target.string(), errno);
    }
    published_ = true;
    return true;
  }

  void drop() {
    published_ = true;
    remove_quietly(path_);
  }

  bool moved() const { return moved_; }

 private:
  static void lock(const FileDescriptor& file) {
    // File systems without locks say ENOLCK; there nobody can sweep either.
    while (::flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }

  void create_copy() {
    struct stat status{};
    do {
      copy_.emplace(path_, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0640);
      lock(*copy_);
      // A sweep may have come between the two.
    } while (::fstat(copy_->get(), &status) == 0 && status.st_nlink == 0);
  }

  fs::path source_;
  fs::path path_;
  FileDescriptor original_;
  std::optional<FileDescriptor> copy_;
  bool moved_ = false;
  bool published_ = false;
};

bool same_content(const fs::path& existing, const FileDigest& digest) {
  std::error_code error;
  if (!fs::is_regular_file(existing, error)) return false;
  if (static_cast<std::int64_t>(fs::file_size(existing, error)) != digest.size_bytes || error) return false;
  return digest_file(existing) == digest;
}

fs::path part_path(const fs::path& folder, const std::string& name) {
  constexpr std::string_view kEnding = ".part";
  return folder / (safe_file_name(name, kMaximalNameBytes - kEnding.size()) + std::string(kEnding));
}

}  // namespace

PublishedFile publish(const fs::path& file, const fs::path& folder, const std::string& name, NameTaken policy,
                      const std::function<void(const PublishedFile&)>& before_rename, Original original) {
  if (safe_file_name(name) != name) throw Error("\"" + name + "\" is not a safe file name", "make one by safe_file_name");
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(file, error))) throw Error("there is no file " + file.string() + " to publish");
  if (!fs::is_directory(folder, error)) {
    fs::create_directories(folder, error);
    if (error) fail("cannot make the folder " + folder.string(), error.value());
    ::chmod(folder.c_str(), 0750);
  }

  PartFile part(file, part_path(folder, name), original);
  part.secure();
  PublishedFile published;
  published.digest = digest_file(part.path());
  for (int number = 1;; ++number) {
    published.path = folder / (number == 1 ? name : numbered_file_name(name, number));
    if (same_content(published.path, published.digest)) {
      published.was_there = true;
      part.drop();
      break;
    }
    if (policy == NameTaken::kKeepBoth && fs::exists(fs::symlink_status(published.path))) continue;
    published.temporary = part.path();
    if (before_rename) before_rename(published);
    if (part.become(published.path, policy)) break;
  }
  sync_to_disk(folder, O_RDONLY | O_DIRECTORY);
  if (!part.moved() && original == Original::kMoved) remove_quietly(file);
  return published;
}

int sweep_unpublished(const fs::path& folder, const std::set<fs::path>& kept) {
  int removed = 0;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".part" || kept.contains(entry.path())) continue;
    const int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) continue;
    struct stat status{};
    const bool is_abandoned = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    if (is_abandoned && fs::remove(entry.path(), error)) ++removed;
    ::close(descriptor);
  }
  return removed;
}

}  // namespace nightporter::engine
