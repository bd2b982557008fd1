#include "sites/recording/written_date.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "sites/date_format.h"
#include "sites/text_filter.h"

namespace nightporter::sites::recording {
namespace {

// The day before the month first: a text that can be read both ways is read so, unless the recorded day says otherwise.
constexpr std::array<const char*, 27> kFormats{
    "yyyy-MM-dd",  "dd/MM/yyyy",   "dd-MM-yyyy",  "dd.MM.yyyy",    "yyyy/MM/dd",   "d/M/yyyy",   "d-M-yyyy",
    "d.M.yyyy",    "dd MMM yyyy",  "dd-MMM-yyyy", "dd/MMM/yyyy",   "d MMM yyyy",   "d-MMM-yyyy", "dd MMMM yyyy",
    "d MMMM yyyy", "MMM dd, yyyy", "MMM d, yyyy", "MMMM dd, yyyy", "MMMM d, yyyy", "MM/dd/yyyy", "MM-dd-yyyy",
    "M/d/yyyy",    "yyyyMMdd",     "dd/MM/yy",    "dd-MM-yy",      "MM/dd/yy",     "ddMMyyyy"};

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

std::string small(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::string capital(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

/// Reads a text by a format, part by part, and writes it again to see that nothing was lost.
class ByFormat {
 public:
  ByFormat(std::string_view text, std::string_view format) : text_(text), format_(format) {}

  std::optional<model::CalendarDate> read() {
    int year = 0;
    unsigned month = 0, day = 0;
    for (std::size_t at = 0; at < format_.size();) {
      std::size_t end = at;
      while (end < format_.size() && format_[end] == format_[at]) ++end;
      const std::string_view part = format_.substr(at, end - at);
      at = end;
      if (part[0] == 'y')
        year = number(part.size() == 4 ? 4 : 2, part.size() == 4 ? 4 : 2) + (part.size() == 4 ? 0 : 2000);
      else if (part[0] == 'M')
        month = part.size() > 2 ? named_month(part.size() > 3) : static_cast<unsigned>(number(part.size(), 2));
      else if (part[0] == 'd')
        day = static_cast<unsigned>(number(part.size(), 2));
      else
        literal(part);
      if (failed_) return std::nullopt;
    }
    if (at_ != text_.size() || year < 1970 || year > 2199) return std::nullopt;
    return model::CalendarDate::from_numbers(year, month, day);
  }

 private:
  int number(std::size_t least_digits, std::size_t most_digits) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < most_digits && at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0; ++digits)
      value = value * 10 + (text_[at_++] - '0');
    failed_ = failed_ || digits < least_digits;
    return value;
  }

  unsigned named_month(bool whole) {
    for (unsigned month = 1; month <= 12; ++month) {
      const std::string name = small(format_date(*model::CalendarDate::from_numbers(2000, month, 1), whole ? "MMMM" : "MMM"));
      if (small(text_.substr(at_, name.size())) != name) continue;
      at_ += name.size();
      return month;
    }
    failed_ = true;
    return 0;
  }

  void literal(std::string_view part) {
    failed_ = failed_ || text_.substr(at_, part.size()) != part;
    at_ = std::min(at_ + part.size(), text_.size());
  }

  std::string_view text_, format_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// A way to write a date: the format, and a filter behind it.
struct Way {
  std::string text;
  std::string filters;
};

std::vector<Way> ways_to_write(model::CalendarDate date, const std::string& format) {
  std::vector<Way> ways{{format_date(date, format), format}};
  const std::string text = ways.front().text;
  if (const std::string encoded = url_encode(text); encoded != text) ways.push_back({encoded, format + " | url"});
  if (format.find("MMM") == std::string::npos) return ways;
  ways.push_back({capital(text), format + " | upper"});
  ways.push_back({small(text), format + " | lower"});
  return ways;
}

}  // namespace

std::vector<WrittenDate> read_date(std::string_view text) {
  std::vector<WrittenDate> readings;
  for (const char* format : kFormats) {
    const auto date = ByFormat(text, format).read();
    if (!date) continue;
    for (const Way& way : ways_to_write(*date, format)) {
      const bool known = std::any_of(readings.begin(), readings.end(), [&](const WrittenDate& other) { return other.date == *date; });
      if (way.text == text && !known) readings.push_back({*date, way.filters});
    }
  }
  return readings;
}

std::optional<DateInText> find_date(std::string_view text, model::CalendarDate date, std::size_t begin) {
  std::optional<DateInText> first;
  for (const char* format : kFormats) {
    for (const Way& way : ways_to_write(date, format)) {
      for (std::size_t at = text.find(way.text, begin); at != std::string_view::npos; at = text.find(way.text, at + 1)) {
        const std::size_t end = at + way.text.size();
        if ((at > 0 && is_word_character(text[at - 1])) || (end < text.size() && is_word_character(text[end]))) continue;
        const bool longer = first && at == first->position && way.text.size() > first->length;
        if (!first || at < first->position || longer) first = DateInText{at, way.text.size(), way.filters};
        break;
      }
    }
  }
  return first;
}

}  // namespace nightporter::sites::recording
