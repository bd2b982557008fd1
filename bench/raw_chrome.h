#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::bench {

/// A Chrome on a pipe, written to and read from with nothing in between: no event loop, no bookkeeping, no checks. It is what a driver
/// could cost at the least. The destructor kills it and removes its profile.
class RawChrome {
 public:
  /// Starts `executable` with the flags that the engine gives it. `folder` is where its profile is made.
  RawChrome(const std::filesystem::path& executable, const std::filesystem::path& folder);
  ~RawChrome();
  RawChrome(const RawChrome&) = delete;
  RawChrome& operator=(const RawChrome&) = delete;

  /// Writes one command and returns its id. `session` is empty for the browser itself.
  int send(std::string_view method, std::string_view params_json, std::string_view session = {});
  /// Adds a command to what flush() writes at once.
  int queue(std::string_view method, std::string_view params_json, std::string_view session = {});
  void flush();
  /// The next message as it came. Throws std::runtime_error when Chrome has gone.
  std::string next();
  /// The reply to `id`; what comes before it is dropped. Throws when it is an error.
  std::string reply(int id);
  /// Browser.close; returns when the process has ended.
  void close();

 private:
  std::filesystem::path profile_;
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  int last_id_ = 0;
  std::string outgoing_;
  std::string incoming_;
  std::size_t read_ = 0;
};

/// The text of the first "name":"…" or the number of the first "name":…, without decoding; empty when there is none.
std::string_view field(std::string_view message, std::string_view name);
/// The id of a reply; 0 for an event.
int reply_id(std::string_view message);

/// The flags that the engine starts an unattended Chrome with, but for profile and transport.
std::vector<std::string> common_flags();

}  // namespace nightporter::bench
