#include "sites/date_format.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace nightporter::sites {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January", "February", "March",     "April",   "May",      "June",
                                                   "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 10> kParts{"yyyy", "yy", "MMMM", "MMM", "MM", "M", "dd", "d", "HH", "mm"};

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Runs of one letter, and everything between.
std::vector<std::string_view> runs(std::string_view format) {
  std::vector<std::string_view> list;
  for (std::size_t start = 0; start < format.size();) {
    std::size_t end = start + 1;
    if (is_letter(format[start]))
      while (end < format.size() && format[end] == format[start]) ++end;
    else
      while (end < format.size() && !is_letter(format[end])) ++end;
    list.push_back(format.substr(start, end - start));
    start = end;
  }
  return list;
}

std::string padded(unsigned number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

}  // namespace

std::optional<std::string> date_format_error(std::string_view format) {
  bool has_part = false;
  for (const std::string_view run : runs(format)) {
    if (!is_letter(run.front())) continue;
    if (std::find(kParts.begin(), kParts.end(), run) == kParts.end()) return "\"" + std::string(run) + "\" is not part of a date";
    has_part = true;
  }
  if (!has_part) return "there is no date in \"" + std::string(format) + "\"";
  return std::nullopt;
}

std::string format_date(model::CalendarDate date, std::string_view format) {
  std::string text;
  for (const std::string_view run : runs(format)) {
    if (run == "yyyy")
      text += padded(static_cast<unsigned>(date.year()), 4);
    else if (run == "yy")
      text += padded(static_cast<unsigned>(date.year()) % 100, 2);
    else if (run == "MMMM")
      text += kMonths[date.month() - 1];
    else if (run == "MMM")
      text += kMonths[date.month() - 1].substr(0, 3);
    else if (run == "MM" || run == "M")
      text += padded(date.month(), run.size());
    else if (run == "dd" || run == "d")
      text += padded(date.day(), run.size());
    else if (run == "HH" || run == "mm")
      text += "00";
    else
      text += run;
  }
  return text;
}

std::string nearest_date_format(std::string_view format) {
  std::string guess;
  for (std::string_view run : runs(format)) {
    if (!is_letter(run.front())) {
      guess += run;
      continue;
    }
    const char letter = static_cast<char>(std::tolower(static_cast<unsigned char>(run.front())));
    if (letter != 'd' && letter != 'm' && letter != 'y') return {};
    guess += std::string(letter == 'y' ? (run.size() > 2 ? 4 : 2) : std::min<std::size_t>(run.size(), letter == 'd' ? 2 : 4),
                         letter == 'm' ? 'M' : letter);
  }
  return date_format_error(guess) ? std::string() : guess;
}

}  // namespace nightporter::sites
