#include "app/log.h"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>

#include <cstdio>

#include "app/error.h"
#include "app/terminal/plain_text.h"

namespace nightporter::app {

namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

struct Log::Sinks {
  spdlog::logger logger{"nightporter"};
};

std::string log_line(std::string_view who, std::string_view event, std::string_view detail) {
  // Text from a page must not be able to forge a second line of the log.
  return "[" + plain_line(who) + "] [" + plain_line(event) + "] [" + plain_line(detail) + "]";
}

Log::Log(Settings settings) : sinks_(std::make_unique<Sinks>()) {
  auto& logger = sinks_->logger;
  if (settings.on_console) logger.sinks().push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (!settings.file.empty()) {
    try {
      spdlog::file_event_handlers handlers;
      handlers.after_open = [](const spdlog::filename_t&, std::FILE* file) { ::fchmod(::fileno(file), S_IRUSR | S_IWUSR); };
      logger.sinks().push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(settings.file.string(), settings.rotate_at_bytes,
                                                                                      settings.keep_files, false, handlers));
    } catch (const spdlog::spdlog_ex& error) {
      throw ConfigurationError("the log file " + settings.file.string() + " cannot be written: " + error.what(),
                               "Choose another data folder (--data), or make this one writable.");
    }
  }
  logger.set_pattern("[%Y-%m-%dT%H:%M:%S.%e%z] %v");
  logger.set_level(spdlog::level::info);
  logger.flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view who, std::string_view event, std::string_view detail) {
  sinks_->logger.log(spdlog_level(level), "{}", log_line(who, event, detail));
}

}  // namespace nightporter::app
