#include "engine/process/active_port.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace nightporter::engine {

namespace {

int watch_folder(const std::filesystem::path& folder) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) {
    throw std::system_error(errno, std::generic_category(),
                            "waiting for Chrome's DevToolsActivePort (see the limits in /proc/sys/fs/inotify)");
  }
  if (::inotify_add_watch(descriptor, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
    const int error = errno;
    ::close(descriptor);
    throw std::system_error(error, std::generic_category(), "watching " + folder.string());
  }
  return descriptor;
}

bool speaks_of(std::string_view events, const std::string& name) {
  while (events.size() >= sizeof(inotify_event)) {
    inotify_event event;
    std::memcpy(&event, events.data(), sizeof event);
    if (event.len > 0 && name == events.data() + sizeof event) return true;
    events.remove_prefix(std::min(events.size(), sizeof event + event.len));
  }
  return false;
}

}  // namespace

std::optional<std::string> endpoint_of(std::string_view active_port) {
  const std::size_t line = active_port.find('\n');
  if (line == std::string_view::npos) return std::nullopt;
  const std::string_view port = active_port.substr(0, line);
  std::string_view path = active_port.substr(line + 1);
  path = path.substr(0, path.find_first_of("\r\n"));
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number == 0 || number > 65535) return std::nullopt;
  if (!path.starts_with("/devtools/browser/") || path.ends_with('/')) return std::nullopt;
  return "ws://127.0.0.1:" + std::string(port) + std::string(path);
}

ActivePortFile::ActivePortFile(const boost::asio::any_io_executor& executor, const std::filesystem::path& profile)
    : file_(profile / "DevToolsActivePort"), changes_(executor) {
  changes_.assign(watch_folder(profile));
}

awaitable<std::optional<std::string>> ActivePortFile::wait() {
  std::array<char, 4096> events;
  for (;;) {
    boost::system::error_code error;
    const std::size_t size =
        co_await changes_.async_read_some(boost::asio::buffer(events), boost::asio::redirect_error(boost::asio::use_awaitable, error));
    if (error) co_return std::nullopt;
    // What an earlier Chrome has left there is of no interest.
    if (!speaks_of({events.data(), size}, file_.filename().string())) continue;
    std::ifstream stream(file_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (auto endpoint = endpoint_of(text)) co_return endpoint;
  }
}

void ActivePortFile::close() noexcept {
  boost::system::error_code ignored;  // nothing depends on it
  changes_.close(ignored);
}

}  // namespace nightporter::engine
