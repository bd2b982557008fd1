#include <cstdio>
#include <stdexcept>

#include "storage/database.h"

namespace nightporter::storage {

TimePoint now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_iso(TimePoint moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::hh_mm_ss time(moment - day);
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03dZ", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return model::CalendarDate(day).to_iso() + text;
}

TimePoint time_from_iso(std::string_view text) {
  int hours = 0, minutes = 0, seconds = 0, milliseconds = 0, read = 0;
  const std::string copy(text);
  const auto day = model::CalendarDate::parse_iso(text.substr(0, 10));
  if (!day || copy.size() != 24 ||
      std::sscanf(copy.c_str() + 10, "T%2d:%2d:%2d.%3dZ%n", &hours, &minutes, &seconds, &milliseconds, &read) != 4 || read != 14 ||
      hours > 23 || minutes > 59 || seconds > 59)
    throw std::invalid_argument("not a time like 2025-11-12T18:30:05.123Z: " + copy);
  return TimePoint(day->days()) + std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds) +
         std::chrono::milliseconds(milliseconds);
}

}  // namespace nightporter::storage
