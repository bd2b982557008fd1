#include "cdp/log/wire_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <system_error>
#include <utility>

#include "cdp/error.h"

namespace nightporter::cdp {

namespace {

std::string timestamp() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  std::tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  std::array<char, 64> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + size, text.size() - size, ".%06ldZ", now.tv_nsec / 1000);
  return text.data();
}

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw Error("wire log " + file.string() + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace

WireLog::WireLog(const std::filesystem::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (descriptor_ < 0) fail(file_, "cannot be opened");
  if (::fchmod(descriptor_, 0600) != 0) {
    ::close(descriptor_);
    fail(file_, "cannot be made private");
  }
}

WireLog::~WireLog() {
  ::close(descriptor_);
}

void WireLog::write(Direction direction, std::string_view message) {
  if (!write_line(direction == Direction::kToChrome ? " → " : " ← ", redactor_.redact(message))) fail(file_, "cannot be written");
}

void WireLog::note(std::string_view what) noexcept {
  static_cast<void>(write_line(" • ", what));
}

bool WireLog::write_line(std::string_view mark, std::string_view text) {
  std::string line = timestamp();
  line.append(mark).append(text).append("\n");
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace nightporter::cdp
