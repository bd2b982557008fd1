#include "engine/process/profile_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace nightporter::engine {

namespace fs = std::filesystem;

namespace {

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

/// Whether the process is there and was started with this profile; a number that somebody else has got since does not count.
bool uses_profile(long pid, const fs::path& profile) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary);
  if (!file) return false;
  const std::string command_line{std::istreambuf_iterator<char>(file), {}};
  return command_line.find(profile.string()) != std::string::npos;
}

}  // namespace

std::optional<ProfileLock> ProfileLock::take(const fs::path& profile) {
  const fs::path file = profile / "nightporter.lock";
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "the lock " + file.string());
  ProfileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) return std::nullopt;
  throw std::system_error(errno, std::generic_category(), "the lock " + file.string());
}

ProfileLock::ProfileLock(ProfileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

ProfileLock& ProfileLock::operator=(ProfileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

ProfileLock::~ProfileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string> heal_profile_marks(const fs::path& profile) {
  std::error_code error;
  const std::string mark = fs::read_symlink(profile / "SingletonLock", error).string();
  if (error) return std::nullopt;
  const std::size_t dash = mark.rfind('-');
  long pid = 0;
  if (dash != std::string::npos) std::from_chars(mark.data() + dash + 1, mark.data() + mark.size(), pid);
  if (pid > 0 && mark.substr(0, dash) == host_name() && uses_profile(pid, profile)) return "process " + std::to_string(pid);
  for (const char* name : {"SingletonLock", "SingletonSocket", "SingletonCookie"}) fs::remove(profile / name, error);
  return std::nullopt;
}

}  // namespace nightporter::engine
