#include "app/schedule/cron_entry.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <sstream>
#include <vector>

namespace nightporter::app {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

struct Field {
  const char* name;
  int low;
  int high;
  std::vector<std::string_view> words;  // of low, low + 1…
};

const std::array<Field, 5>& fields() {
  static const std::array<Field, 5> all{
      Field{"minute", 0, 59, {}}, Field{"hour", 0, 23, {}}, Field{"day of the month", 1, 31, {}},
      Field{"month", 1, 12, {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
      Field{"day of the week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"}}};
  return all;
}

[[noreturn]] void refuse(const Field& field, std::string_view text, const std::string& why) {
  throw CronError(std::string(field.name) + " \"" + std::string(text) + "\": " + why);
}

int read_number(const Field& field, std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    std::string word(text);
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = std::ranges::find(field.words, word);
    if (found == field.words.end()) refuse(field, text, "neither a number" + std::string(field.words.empty() ? "" : " nor a name"));
    return field.low + static_cast<int>(found - field.words.begin());
  }
  if (number < field.low || number > field.high)
    refuse(field, text, "outside " + std::to_string(field.low) + " to " + std::to_string(field.high));
  return number;
}

/// One member of a list: *, 5, 1-5, */10, 8-18/2, 5/10.
template <std::size_t Size>
void read_part(const Field& field, std::string_view part, std::bitset<Size>& set) {
  int step = 1;
  const std::size_t slash = part.find('/');
  if (slash != std::string_view::npos) {
    const std::string_view text = part.substr(slash + 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
    if (error != std::errc() || end != text.data() + text.size() || step < 1) refuse(field, part, "the step is not a number above 0");
    part = part.substr(0, slash);
  }
  int low = field.low;
  int high = field.high;
  if (part != "*") {
    const std::size_t dash = part.find('-');
    low = read_number(field, part.substr(0, dash));
    if (dash != std::string_view::npos) {
      high = read_number(field, part.substr(dash + 1));
      if (high == 0 && low > 0 && field.high == 7) high = 7;  // fri-sun
      if (high < low) refuse(field, part, "the range goes backwards");
    } else if (slash == std::string_view::npos) {
      high = low;
    }
  }
  for (int value = low; value <= high; value += step) set.set(static_cast<std::size_t>(field.high == 7 ? value % 7 : value));
}

template <std::size_t Size>
std::bitset<Size> read_field(const Field& field, const std::string& text) {
  std::bitset<Size> set;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) read_part(field, part, set);
  if (text.ends_with(',')) refuse(field, text, "something is missing after the comma");
  return set;
}

}  // namespace

CronEntry CronEntry::parse(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::vector<std::string> parts;
  for (std::string word; words >> word;) parts.push_back(word);
  if (parts.size() != 5)
    throw CronError("\"" + std::string(text) + "\" has " + std::to_string(parts.size()) +
                    " fields; cron has five: minute, hour, day of the month, month, day of the week");
  CronEntry entry;
  entry.minutes_ = read_field<60>(fields()[0], parts[0]);
  entry.hours_ = read_field<24>(fields()[1], parts[1]);
  entry.days_ = read_field<32>(fields()[2], parts[2]);
  entry.months_ = read_field<13>(fields()[3], parts[3]);
  entry.weekdays_ = read_field<7>(fields()[4], parts[4]);
  entry.any_day_ = parts[2].starts_with('*');
  entry.any_weekday_ = parts[4].starts_with('*');
  return entry;
}

bool CronEntry::is_on(std::chrono::year_month_day day) const {
  if (!months_.test(static_cast<unsigned>(day.month()))) return false;
  const bool day_fits = days_.test(static_cast<unsigned>(day.day()));
  const bool weekday_fits = weekdays_.test(std::chrono::weekday(sys_days(day)).c_encoding());
  return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

bool is_time_zone(const std::string& name) {
  try {
    return date::locate_zone(name) != nullptr;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::optional<sys_seconds> CronEntry::next(sys_seconds after, const std::string& time_zone) const {
  const date::time_zone* zone = date::locate_zone(time_zone);
  const auto to_system = [zone](date::local_seconds local) {
    const date::local_info info = zone->get_info(local);
    // first is the time before the change: its end is where the clocks jump, its offset that of the first of two passes.
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return sys_seconds(local.time_since_epoch() - info.first.offset);
  };
  const auto first_day = date::floor<date::days>(zone->to_local(after)).time_since_epoch() - days(1);
  constexpr days kAhead{8 * 366};
  for (days day = first_day; day < first_day + kAhead; day += days(1)) {
    if (!is_on(std::chrono::year_month_day(sys_days(day)))) continue;
    const date::local_seconds midnight{seconds(day)};
    std::optional<sys_seconds> found;
    const auto consider = [&](sys_seconds moment) {
      if (moment > after && (!found || moment < *found)) found = moment;
    };
    if (hours_.all()) {
      const sys_seconds end = to_system(midnight + hours(24));
      for (sys_seconds moment = to_system(midnight); moment < end && !found; moment += minutes(1)) {
        const auto local = zone->to_local(moment).time_since_epoch();
        const auto minute = std::chrono::duration_cast<minutes>(local % hours(1)).count();
        if (minutes_.test(static_cast<std::size_t>(minute))) consider(moment);
      }
    } else {
      for (int hour = 0; hour < 24; ++hour)
        for (int minute = 0; hours_.test(static_cast<std::size_t>(hour)) && minute < 60; ++minute)
          if (minutes_.test(static_cast<std::size_t>(minute))) consider(to_system(midnight + hours(hour) + minutes(minute)));
    }
    if (found) return found;
  }
  return std::nullopt;
}

}  // namespace nightporter::app
