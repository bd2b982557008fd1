#include "stages/parse/spreadsheet_time.h"

#include <algorithm>
#include <cmath>

namespace nightporter::stages {

namespace {

using std::chrono::days;
using std::chrono::milliseconds;

constexpr double kMillisecondsADay = 86'400'000;
constexpr double kPastTheLastDay = 2'958'466;  // 9999-12-31 is serial 2958465

model::DateTime moment(model::CalendarDate date, milliseconds since_midnight) {
  return model::DateTime(std::chrono::local_days(date.days().time_since_epoch())) + since_midnight;
}

/// Reads exactly `count` digits and moves on.
bool read_digits(std::string_view& text, std::size_t count, int& number) {
  if (text.size() < count) return false;
  number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool skip(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

/// "18:00", "18:00:00", "18:00:00.123"
std::optional<milliseconds> read_time(std::string_view& text) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!read_digits(text, 2, hour) || !skip(text, ':') || !read_digits(text, 2, minute)) return std::nullopt;
  if (skip(text, ':') && !read_digits(text, 2, second)) return std::nullopt;
  double fraction = 0;
  if (skip(text, '.') || skip(text, ',')) {
    double unit = 0.1;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10)
      fraction += (text.front() - '0') * unit;
  }
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         milliseconds(std::min(std::lround(fraction * 1000), 999l));
}

}  // namespace

RawValue moment_of_serial(double serial, bool date_1904) {
  const double past_the_last_day = kPastTheLastDay - (date_1904 ? 1462 : 0);
  if (!(serial >= 0) || serial >= past_the_last_day) return RawNumber{serial};
  const milliseconds whole(std::llround(serial * kMillisecondsADay));
  const auto day = std::chrono::floor<days>(whole);
  if (static_cast<double>(day.count()) >= past_the_last_day) return RawNumber{serial};
  if (date_1904) {
    const model::CalendarDate first = *model::CalendarDate::from_numbers(1904, 1, 1);
    return moment(first + day, whole - day);
  }
  if (day.count() == 0) return TimeOfDay{whole - day};
  if (day.count() == 60) return RawNumber{serial};
  const model::CalendarDate before_first = *model::CalendarDate::from_numbers(1899, 12, day.count() < 60 ? 31 : 30);
  return moment(before_first + day, whole - day);
}

std::optional<RawValue> parse_iso_moment(std::string_view text) {
  if (text.size() > 2 && text[2] == ':') {
    const std::optional<milliseconds> time = read_time(text);
    if (!time || !text.empty()) return std::nullopt;
    return TimeOfDay{*time};
  }
  const std::optional<model::CalendarDate> date = model::CalendarDate::parse_iso(text.substr(0, 10));
  if (!date) return std::nullopt;
  text.remove_prefix(10);
  if (text.empty()) return moment(*date, {});
  if (!skip(text, 'T') && !skip(text, ' ')) return std::nullopt;
  const std::optional<milliseconds> time = read_time(text);
  skip(text, 'Z');
  if (!time || !text.empty()) return std::nullopt;
  return moment(*date, *time);
}

}  // namespace nightporter::stages
