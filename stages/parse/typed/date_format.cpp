#include "stages/parse/typed/date_format.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "stages/parse/parse_error.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {

namespace {

constexpr std::string_view kKnownLetters = "yMdHhmsSaE";
constexpr int kPivot = 70;  // 70…99 are of the last century

using Months = std::array<std::string_view, 12>;
constexpr Months kEnglish = {"january", "february", "march",     "april",   "may",      "june",
                             "july",    "august",   "september", "october", "november", "december"};
constexpr Months kGerman = {"januar", "februar", "märz",      "april",   "mai",      "juni",
                            "juli",   "august",  "september", "oktober", "november", "dezember"};
constexpr Months kIndonesian = {"januari", "februari", "maret",     "april",   "mei",      "juni",
                                "juli",    "agustus",  "september", "oktober", "november", "desember"};

const Months& months_of(std::string_view language) {
  if (language == "de") return kGerman;
  if (language == "id") return kIndonesian;
  return kEnglish;
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// Takes the letters that `text` begins with, in lower case, and the point of an abbreviation.
std::string take_word(std::string_view& text) {
  std::string word;
  while (!text.empty() && is_letter(text.front()) && space_length(text) == 0) {
    word.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(text.front()))));
    text.remove_prefix(1);
  }
  return word;
}

/// 1…12; 0 when no month is called so. At least three bytes of the name must be there, and nothing else.
unsigned month_of(std::string_view word, std::string_view language) {
  if (word.size() < 3) return 0;
  const Months& months = months_of(language);
  for (unsigned i = 0; i < months.size(); ++i)
    if (months[i].starts_with(word)) return i + 1;
  return language == "id" && word == "agt" ? 8 : 0;
}

}  // namespace

struct DateFormat::Reading {
  std::string_view rest;
  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  std::optional<bool> afternoon;

  /// Between `least` and `most` digits.
  bool take_number(std::size_t least, std::size_t most, int& number) {
    number = 0;
    std::size_t count = 0;
    for (; count < most && count < rest.size() && rest[count] >= '0' && rest[count] <= '9'; ++count)
      number = number * 10 + (rest[count] - '0');
    rest.remove_prefix(count);
    return count >= least;
  }

  bool take_literal(std::string_view literal) {
    while (!literal.empty()) {
      if (literal.front() == ' ') {
        const std::string_view before = rest;
        while (const std::size_t length = space_length(rest)) rest.remove_prefix(length);
        if (rest.size() == before.size()) return false;
        literal.remove_prefix(1);
      } else if (!rest.empty() && rest.front() == literal.front()) {
        rest.remove_prefix(1);
        literal.remove_prefix(1);
      } else {
        return false;
      }
    }
    return true;
  }
};

DateFormat::DateFormat(std::string pattern, std::string_view locale) : pattern_(std::move(pattern)), language_(locale.substr(0, 2)) {
  for (std::size_t i = 0; i < pattern_.size();) {
    const char c = pattern_[i];
    if (c == '\'') {
      const std::size_t close = pattern_.find('\'', i + 1);
      if (close == pattern_.npos)
        throw ParseError(ParseErrorKind::kBadMapping, "date format \"" + pattern_ + "\": a quote is never closed");
      add_literal(close == i + 1 ? "'" : std::string_view(pattern_).substr(i + 1, close - i - 1));
      i = close + 1;
    } else if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      const std::size_t end = std::min(pattern_.find_first_not_of(c, i), pattern_.size());
      if (kKnownLetters.find(c) == kKnownLetters.npos)
        throw ParseError(ParseErrorKind::kBadMapping, "date format \"" + pattern_ + "\": the letter \"" + c + "\" means nothing",
                         "Use d M y H h m s S a E, as in \"dd/MM/yyyy HH:mm\"; other text goes between single quotes.");
      parts_.push_back({.letter = c, .width = end - i});
      i = end;
    } else {
      add_literal(std::string_view(pattern_).substr(i, 1));
      ++i;
    }
  }
  check();
}

void DateFormat::add_literal(std::string_view text) {
  if (parts_.empty() || parts_.back().letter != 0) parts_.push_back({});
  parts_.back().literal += text;
}

void DateFormat::check() const {
  const auto has = [this](char letter) {
    return std::any_of(parts_.begin(), parts_.end(), [letter](const Part& part) { return part.letter == letter; });
  };
  const auto refuse = [this](const std::string& why) {
    throw ParseError(ParseErrorKind::kBadMapping, "date format \"" + pattern_ + "\": " + why);
  };
  if (!has('y')) refuse("no year (yyyy)");
  if (!has('M')) refuse(has('m') ? "no month (MM); mm means minutes" : "no month (MM)");
  if (has('h') != has('a')) refuse("hh counts to twelve and needs a for AM or PM; HH counts to 23");
}

bool DateFormat::read_part(const Part& part, bool before_digits, Reading& reading) const {
  const std::size_t most = part.width > 2 ? part.width : 2;
  const std::size_t least = before_digits ? most : 1;
  switch (part.letter) {
    case 0:
      return reading.take_literal(part.literal);
    case 'y':
      if (part.width != 2) return reading.take_number(4, 4, reading.year);
      if (!reading.take_number(2, 2, reading.year)) return false;
      reading.year += reading.year >= kPivot ? 1900 : 2000;
      return true;
    case 'M':
      if (part.width <= 2) return reading.take_number(least, 2, reading.month);
      reading.month = static_cast<int>(month_of(take_word(reading.rest), language_));
      if (!reading.rest.empty() && reading.rest.front() == '.' && reading.month > 0) reading.rest.remove_prefix(1);
      return reading.month > 0;
    case 'E':
      return !take_word(reading.rest).empty();
    case 'd':
      return reading.take_number(least, 2, reading.day);
    case 'H':
      return reading.take_number(least, 2, reading.hour) && reading.hour < 24;
    case 'h':
      return reading.take_number(least, 2, reading.hour) && reading.hour >= 1 && reading.hour <= 12;
    case 'm':
      return reading.take_number(least, 2, reading.minute) && reading.minute < 60;
    case 's':
      return reading.take_number(least, 2, reading.second) && reading.second < 60;
    case 'S': {
      const std::size_t had = reading.rest.size();
      if (!reading.take_number(1, 3, reading.millisecond)) return false;
      for (std::size_t digits = had - reading.rest.size(); digits < 3; ++digits) reading.millisecond *= 10;
      return true;
    }
    case 'a': {
      const std::string word = take_word(reading.rest);
      if (word != "am" && word != "pm") return false;
      reading.afternoon = word == "pm";
      return true;
    }
    default:
      return false;
  }
}

std::optional<model::DateTime> DateFormat::read(std::string_view text) const {
  Reading reading{.rest = trimmed(text)};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const bool before_digits = i + 1 < parts_.size() && parts_[i + 1].letter != 0 && parts_[i + 1].letter != 'a' &&
                               parts_[i + 1].letter != 'E' && !(parts_[i + 1].letter == 'M' && parts_[i + 1].width > 2);
    if (!read_part(parts_[i], before_digits, reading)) return std::nullopt;
  }
  if (!reading.rest.empty()) return std::nullopt;
  if (reading.afternoon) reading.hour = reading.hour % 12 + (*reading.afternoon ? 12 : 0);
  const auto date =
      model::CalendarDate::from_numbers(reading.year, static_cast<unsigned>(reading.month), static_cast<unsigned>(reading.day));
  if (!date) return std::nullopt;
  return model::DateTime(std::chrono::local_days(date->days().time_since_epoch())) + std::chrono::hours(reading.hour) +
         std::chrono::minutes(reading.minute) + std::chrono::seconds(reading.second) + std::chrono::milliseconds(reading.millisecond);
}

}  // namespace nightporter::stages
