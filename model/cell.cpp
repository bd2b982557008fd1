#include "model/cell.h"

#include <cstdio>

namespace nightporter::model {

namespace {

std::string date_time_text(DateTime moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::hh_mm_ss time(moment - day);
  char text[40];
  int length = std::snprintf(text, sizeof text, " %02d:%02d:%02d", static_cast<int>(time.hours().count()),
                             static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  if (time.subseconds().count() != 0)
    length +=
        std::snprintf(text + length, sizeof text - static_cast<std::size_t>(length), ".%03d", static_cast<int>(time.subseconds().count()));
  return CalendarDate(std::chrono::sys_days(day.time_since_epoch())).to_iso() + std::string(text, static_cast<std::size_t>(length));
}

struct ToText {
  std::string operator()(Empty) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Decimal number) const { return number.to_string(); }
  std::string operator()(CalendarDate date) const { return date.to_iso(); }
  std::string operator()(DateTime moment) const { return date_time_text(moment); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
};

}  // namespace

std::string to_text(const Cell& cell) {
  return std::visit(ToText(), cell);
}

}  // namespace nightporter::model
