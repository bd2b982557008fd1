#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace nightporter::app {

enum class LogLevel { kInfo, kWarning, kError };

/// The program's log: lines `[timestamp] [crm/store] [event] [detail]` in a rotating UTF-8 file and, where asked for, on standard
/// error. One for the whole program; any thread may write.
class Log {
 public:
  struct Settings {
    std::filesystem::path file;  // empty = no file
    std::size_t rotate_at_bytes = 5U << 20U;
    std::size_t keep_files = 5;
    bool on_console = true;
  };

  /// Throws ConfigurationError when the file cannot be written.
  explicit Log(Settings settings);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// `who` is "td/a668", or "run", "config"… where no store is concerned. Line breaks in `detail` become " | ".
  void write(LogLevel level, std::string_view who, std::string_view event, std::string_view detail);
  void info(std::string_view who, std::string_view event, std::string_view detail) { write(LogLevel::kInfo, who, event, detail); }
  void warn(std::string_view who, std::string_view event, std::string_view detail) { write(LogLevel::kWarning, who, event, detail); }
  void error(std::string_view who, std::string_view event, std::string_view detail) { write(LogLevel::kError, who, event, detail); }

 private:
  struct Sinks;
  std::unique_ptr<Sinks> sinks_;
};

/// One line's fields as they are written, without the timestamp: "[td/a668] [downloaded] [file.xlsx]".
std::string log_line(std::string_view who, std::string_view event, std::string_view detail);

}  // namespace nightporter::app
