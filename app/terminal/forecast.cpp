#include "app/terminal/forecast.h"

#include <ctime>

namespace nightporter::app {

namespace {

std::string local_time(storage::TimePoint moment, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  const std::size_t length = std::strftime(text, sizeof text, format, &local);
  return {text, length};
}

}  // namespace

std::string login_needed_text(storage::TimePoint expires_at, storage::TimePoint now) {
  const char* const kDay = "%Y-%m-%d %H:%M";
  if (expires_at <= now) return "now (ended " + local_time(expires_at, kDay) + ")";
  return "before " + local_time(expires_at, expires_at - now < std::chrono::days(6) ? "%A %H:%M" : kDay);
}

}  // namespace nightporter::app
