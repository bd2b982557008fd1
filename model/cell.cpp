#include "model/cell.h"

#include "model/padded_number.h"

namespace nightporter::model {

namespace {

void append_date_time(std::string& text, DateTime moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::hh_mm_ss time(moment - day);
  const auto append = [&text](char before, auto part, int digits) {
    text += before;
    append_padded(text, static_cast<unsigned>(part.count()), digits);
  };
  text += CalendarDate(std::chrono::sys_days(day.time_since_epoch())).to_iso();
  append(' ', time.hours(), 2);
  append(':', time.minutes(), 2);
  append(':', time.seconds(), 2);
  if (time.subseconds().count() != 0) append('.', time.subseconds(), 3);
}

struct AppendText {
  std::string& text;

  void operator()(Empty) const {}
  void operator()(const std::string& value) const { text += value; }
  void operator()(std::int64_t number) const { text += std::to_string(number); }
  void operator()(Decimal number) const { text += number.to_string(); }
  void operator()(CalendarDate date) const { text += date.to_iso(); }
  void operator()(DateTime moment) const { append_date_time(text, moment); }
  void operator()(bool flag) const { text += flag ? "true" : "false"; }
};

}  // namespace

void append_text(std::string& text, const Cell& cell) {
  std::visit(AppendText{text}, cell);
}

std::string to_text(const Cell& cell) {
  std::string text;
  append_text(text, cell);
  return text;
}

}  // namespace nightporter::model
