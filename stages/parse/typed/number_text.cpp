#include "stages/parse/typed/number_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "stages/parse/parse_error.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {

namespace {

constexpr std::array<std::string_view, 10> kPointLanguages = {"en", "hi", "zh", "ja", "ko", "th", "ms", "he", "ta", "te"};
constexpr std::array<std::string_view, 9> kCommaLanguages = {"de", "id", "es", "it", "nl", "pt", "tr", "da", "el"};
constexpr std::array<std::string_view, 9> kSpaceLanguages = {"fr", "ru", "pl", "cs", "sv", "nb", "fi", "uk", "bg"};
constexpr std::array<std::string_view, 16> kCurrencies = {"₹",   "$",   "€",  "£",   "¥",   "₨",   "Rs.", "Rs",
                                                          "INR", "Rp.", "Rp", "IDR", "USD", "EUR", "GBP", "CHF"};
constexpr std::array<std::string_view, 3> kMinusSigns = {"-", "\xE2\x88\x92" /* U+2212 */, "\xE2\x80\x93" /* en dash */};

template <class Words>
bool holds(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// What stands around the digits of a number.
struct Frame {
  std::string_view digits;
  int minus_signs = 0;
  bool percent = false;
};

bool strip_front(Frame& frame, int& open) {
  std::string_view& text = frame.digits;
  const auto drop = [&text](std::size_t length) {
    text.remove_prefix(length);
    return true;
  };
  if (const std::size_t space = space_length(text)) return drop(space);
  if (text.starts_with('(')) return ++open, drop(1);
  if (text.starts_with('+')) return drop(1);
  for (const std::string_view minus : kMinusSigns)
    if (text.starts_with(minus)) return ++frame.minus_signs, drop(minus.size());
  for (const std::string_view currency : kCurrencies)
    if (text.starts_with(currency)) return drop(currency.size());
  return false;
}

bool strip_back(Frame& frame, int& closed) {
  std::string_view& text = frame.digits;
  const auto drop = [&text](std::size_t length) {
    text.remove_suffix(length);
    return true;
  };
  if (const std::string_view without = trimmed(text); without.size() < text.size()) return drop(text.size() - without.size());
  if (text.ends_with(')')) return ++closed, drop(1);
  if (text.ends_with('%') && !frame.percent) return frame.percent = true, drop(1);
  if (text.ends_with("/-")) return drop(2);
  for (const std::string_view minus : kMinusSigns)
    if (text.ends_with(minus)) return ++frame.minus_signs, drop(minus.size());
  for (const std::string_view currency : kCurrencies)
    if (text.ends_with(currency)) return drop(currency.size());
  return false;
}

/// Takes signs, parentheses, currencies and a per cent sign off both ends; nullopt when they contradict each other.
std::optional<Frame> unframed(std::string_view text) {
  Frame frame{.digits = trimmed(text)};
  int open = 0;
  int closed = 0;
  while (strip_front(frame, open)) {
  }
  while (strip_back(frame, closed)) {
  }
  if (open != closed || open > 1 || open + frame.minus_signs > 1) return std::nullopt;
  frame.minus_signs += open;
  return frame;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Two places further right.
std::string hundredth(const std::string& plain) {
  const std::size_t point = std::min(plain.find('.'), plain.size());
  std::string digits = "00" + plain.substr(0, point);
  digits.insert(digits.size() - 2, 1, '.');
  if (point < plain.size()) digits += plain.substr(point + 1);
  return digits;
}

}  // namespace

NumberText::NumberText(std::string_view locale) {
  if (locale.empty()) return;
  const std::string_view language = locale.substr(0, 2);
  const std::string_view region = locale.size() == 5 ? locale.substr(3) : std::string_view();
  if (region == "CH") {
    group_ = '\'';
  } else if (holds(kCommaLanguages, language) && region != "MX") {
    point_ = ',';
    group_ = '.';
  } else if (holds(kSpaceLanguages, language)) {
    point_ = ',';
    group_ = ' ';
  } else if (!holds(kPointLanguages, language) && region != "MX") {
    throw ParseError(ParseErrorKind::kBadMapping, "locale \"" + std::string(locale) + "\": how it writes numbers is not known",
                     "Use one that writes them alike: en-US (1,234.5), en-IN (1,23,456.5), de-DE (1.234,5), fr-FR (1 234,5).");
  }
  if (region == "IN") grouping_ = Grouping::kIndian;
}

std::size_t NumberText::group_length(std::string_view text) const {
  if (group_ == ' ') return space_length(text);
  if (group_ == '\'' && text.starts_with("\xE2\x80\x99")) return 3;
  return text.starts_with(group_) ? 1 : 0;
}

bool NumberText::well_grouped(std::string_view whole, std::string& plain) const {
  std::vector<std::size_t> groups = {0};
  while (!whole.empty()) {
    if (const std::size_t length = group_length(whole)) {
      groups.push_back(0);
      whole.remove_prefix(length);
    } else if (whole.front() >= '0' && whole.front() <= '9') {
      ++groups.back();
      plain.push_back(whole.front());
      whole.remove_prefix(1);
    } else {
      return false;
    }
  }
  if (groups.size() == 1) return true;
  if (groups.front() < 1 || groups.front() > 3 || groups.back() != 3) return false;
  for (std::size_t i = 1; i + 1 < groups.size(); ++i)
    if (groups[i] != 3 && !(grouping_ == Grouping::kIndian && groups[i] == 2)) return false;
  return true;
}

bool NumberText::read_digits(std::string_view text, std::string& plain) const {
  const std::size_t point = std::min(text.find(point_), text.size());
  if (!well_grouped(text.substr(0, point), plain)) return false;
  if (point == text.size()) return !plain.empty();
  const std::string_view fraction = text.substr(point + 1);
  if (fraction.empty() || !all_digits(fraction)) return false;
  if (plain.empty()) plain = "0";
  plain.append(".").append(fraction);
  return true;
}

std::optional<model::Decimal> NumberText::read(std::string_view text) const {
  const std::optional<Frame> frame = unframed(text);
  std::string plain;
  if (!frame || !read_digits(frame->digits, plain)) return std::nullopt;
  if (frame->percent) plain = hundredth(plain);
  return model::Decimal::parse(frame->minus_signs > 0 ? "-" + plain : plain);
}

bool is_dash(std::string_view text) {
  text = trimmed(text);
  return text == "-" || text == "--" || text == "\xE2\x80\x93" || text == "\xE2\x80\x94";
}

}  // namespace nightporter::stages
