#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nightporter::app {

/// What is wrong with a cron entry, naming its field.
class CronError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// When something happens, as cron says it: minute, hour, day of the month, month, day of the week. Lists (1,15), ranges (mon-fri), steps
/// (*/10, 8-18/2), names of months and days; 0 and 7 are Sunday. When both days are restricted, either of them will do. A value type.
///
/// On the days when clocks change: a time that does not exist happens when the clocks have jumped; a time that comes twice happens the
/// first time. An entry for every hour goes by elapsed time instead, and so misses and doubles nothing.
class CronEntry {
 public:
  /// Throws CronError.
  static CronEntry parse(std::string_view text);

  /// The first moment after `after` in this time zone (IANA name); nullopt when there is none in the coming eight years (30 February).
  /// Throws std::runtime_error for a zone that does not exist.
  std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds after, const std::string& time_zone) const;

 private:
  bool is_on(std::chrono::year_month_day day) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;  // of the month, 1…31
  std::bitset<13> months_;
  std::bitset<7> weekdays_;  // 0 = Sunday
  bool any_day_ = false;     // the field begins with *
  bool any_weekday_ = false;
};

/// Whether there is a time zone of this IANA name.
bool is_time_zone(const std::string& name);

}  // namespace nightporter::app
