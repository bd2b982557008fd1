#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace nightporter::model {

/// A day of the proleptic Gregorian calendar, without a time zone. Always a day that exists.
class CalendarDate {
 public:
  CalendarDate() = default;  // 1970-01-01
  explicit CalendarDate(std::chrono::sys_days day) : day_(day) {}

  /// nullopt when there is no such day.
  static std::optional<CalendarDate> from_numbers(int year, unsigned month, unsigned day);
  /// Reads "2025-11-12" and nothing else.
  static std::optional<CalendarDate> parse_iso(std::string_view text);

  /// "2025-11-12"
  std::string to_iso() const;

  std::chrono::sys_days days() const { return day_; }
  std::chrono::year_month_day year_month_day() const { return std::chrono::year_month_day(day_); }
  int year() const { return static_cast<int>(year_month_day().year()); }
  unsigned month() const { return static_cast<unsigned>(year_month_day().month()); }
  unsigned day() const { return static_cast<unsigned>(year_month_day().day()); }
  std::chrono::weekday weekday() const { return std::chrono::weekday(day_); }

  friend CalendarDate operator+(CalendarDate date, std::chrono::days days) { return CalendarDate(date.day_ + days); }
  friend CalendarDate operator-(CalendarDate date, std::chrono::days days) { return CalendarDate(date.day_ - days); }
  friend std::chrono::days operator-(CalendarDate a, CalendarDate b) { return a.day_ - b.day_; }
  friend auto operator<=>(CalendarDate, CalendarDate) = default;

 private:
  std::chrono::sys_days day_{};
};

}  // namespace nightporter::model
