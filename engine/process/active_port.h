#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "cdp/async/awaitable.h"

namespace nightporter::engine {

/// "ws://127.0.0.1:9222/devtools/browser/…" of what Chrome writes: the port, a line feed, the path. nullopt when it is not that, or not
/// all of it. Pure.
std::optional<std::string> endpoint_of(std::string_view active_port);

/// The file DevToolsActivePort of a profile, which Chrome writes when its protocol endpoint is ready (and leaves behind when it ends).
/// Make this before Chrome is started: only what is written from then on counts.
class ActivePortFile {
 public:
  /// Throws std::system_error.
  ActivePortFile(const boost::asio::any_io_executor& executor, const std::filesystem::path& profile);

  /// Returns the endpoint as soon as the file holds it; nullopt after close(). Once only; this object must outlive it.
  awaitable<std::optional<std::string>> wait();
  void close() noexcept;

 private:
  std::filesystem::path file_;
  boost::asio::posix::stream_descriptor changes_;  // inotify's, of the profile
};

}  // namespace nightporter::engine
