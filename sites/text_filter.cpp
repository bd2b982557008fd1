#include "sites/text_filter.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "sites/date_format.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites {
namespace {

std::optional<Filter> parse_shift(const std::string& text) {
  std::istringstream words(text);
  std::string sign, unit, rest;
  int count = 0;
  if (!(words >> sign >> count >> unit) || words >> rest) return std::nullopt;
  if ((sign != "plus" && sign != "minus") || (unit != "day" && unit != "days") || count < 0 || count > 3660) return std::nullopt;
  return Filter{FilterKind::kPlusDays, sign == "plus" ? count : -count, {}};
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<Filter> parse_filter(const std::string& text, yaml::Complaint& complaint) {
  if (text == "upper") return Filter{FilterKind::kUpper, 0, {}};
  if (text == "lower") return Filter{FilterKind::kLower, 0, {}};
  if (text == "url") return Filter{FilterKind::kUrl, 0, {}};
  if (text == "url_decode") return Filter{FilterKind::kUrlDecode, 0, {}};
  if (auto shift = parse_shift(text)) return shift;
  const auto error = date_format_error(text);
  if (!error) return Filter{FilterKind::kDateFormat, 0, text};
  if (const std::string format = nearest_date_format(text); !format.empty())
    complaint = {"\"" + text + "\" is no date format: " + *error, "did you mean \"" + format + "\"?"};
  else
    complaint = {"unknown filter \"" + text + "\"",
                 yaml::did_you_mean(text, {"upper", "lower", "url", "url_decode", "plus 1 day", "minus 1 day", "dd/MM/yyyy"})};
  return std::nullopt;
}

std::string url_encode(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~')
      result += c;
    else
      result += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return result;
}

std::string url_decode(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      result += text[i];
      continue;
    }
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return result;
}

std::string apply_to_text(const Filter& filter, const std::string& text) {
  std::string result = text;
  if (filter.kind == FilterKind::kUrl) return url_encode(text);
  if (filter.kind == FilterKind::kUrlDecode) return url_decode(text);
  if (filter.kind == FilterKind::kUpper || filter.kind == FilterKind::kLower)
    std::transform(result.begin(), result.end(), result.begin(), [&](unsigned char c) {
      return static_cast<char>(filter.kind == FilterKind::kUpper ? std::toupper(c) : std::tolower(c));
    });
  return result;
}

}  // namespace nightporter::sites
