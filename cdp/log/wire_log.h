#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "cdp/log/redactor.h"

namespace nightporter::cdp {

/// The file that shows what was said on one connection, a line a message:
///   2026-11-21T01:00:00.123456Z → {"id":1,"method":"Page.navigate",…}
/// with secrets redacted. Owned by its connection; lines are in the file when write() returns. Mode 0600, also when it existed before.
class WireLog {
 public:
  enum class Direction { kToChrome, kFromChrome };

  /// Throws Error if the file cannot be opened.
  explicit WireLog(const std::filesystem::path& file);
  ~WireLog();
  WireLog(const WireLog&) = delete;
  WireLog& operator=(const WireLog&) = delete;

  /// Throws Error if the file cannot be written, say because the disk is full: a log with a hole is worse than none.
  void write(Direction direction, std::string_view message);
  /// A last word on the connection; lost if it cannot be written.
  void note(std::string_view what) noexcept;
  void redact(std::string secret) { redactor_.add_secret(std::move(secret)); }

 private:
  bool write_line(std::string_view mark, std::string_view text);

  std::filesystem::path file_;
  int descriptor_;
  Redactor redactor_;
};

}  // namespace nightporter::cdp
