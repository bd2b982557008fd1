#include "sites/language/scalars.h"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <regex>

#include "engine/element/selector.h"
#include "engine/error.h"
#include "sites/date_format.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::language {
namespace {

using yaml::Complaint;

std::optional<int> small_number(const std::string& text) {
  if (text == "a" || text == "an" || text == "one") return 1;
  if (text == "two") return 2;
  if (text == "three") return 3;
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoi(text);
}

struct Span {
  int count;
  std::string unit;  // "day", "week", "month"
};

std::optional<Span> read_span(const std::string& text) {
  static const std::regex kSpan("([a-z0-9]+) +(day|week|month)s?");
  std::smatch match;
  if (!std::regex_match(text, match, kSpan)) return std::nullopt;
  const auto count = small_number(match[1]);
  if (!count) return std::nullopt;
  return Span{*count, match[2]};
}

std::optional<Complaint> expected(const std::string& what, const std::string& text) {
  return Complaint{"expected " + what + ", found \"" + text + "\"", ""};
}

std::optional<Complaint> matches(const std::string& text, const char* pattern, const std::string& what, const std::string& hint) {
  if (std::regex_match(text, std::regex(pattern))) return std::nullopt;
  return Complaint{"expected " + what + ", found \"" + text + "\"", hint};
}

/// The template with "x" for every reference.
std::string with_placeholders(const TextTemplate& text) {
  std::string result;
  for (const TextTemplate::Piece& piece : text.pieces()) result += piece.is_reference ? "x" : piece.literal;
  return result;
}

}  // namespace

std::optional<Milliseconds> read_duration(const std::string& text) {
  static const std::regex kDuration("([0-9]{1,7}) ?(ms|s|m|h)");
  std::smatch match;
  if (!std::regex_match(text, match, kDuration)) return std::nullopt;
  const long number = std::stol(match[1]);
  const std::string unit = match[2];
  const long factor = unit == "ms" ? 1 : unit == "s" ? 1'000 : unit == "m" ? 60'000 : 3'600'000;
  const Milliseconds duration(number * factor);
  if (duration > std::chrono::hours(24)) return std::nullopt;
  return duration;
}

std::optional<int> read_days(const std::string& text) {
  const auto span = read_span(text);
  if (!span || span->unit == "month") return std::nullopt;
  return span->count * (span->unit == "week" ? 7 : 1);
}

std::optional<PeriodLimit> read_period_limit(const std::string& text) {
  const auto span = read_span(text);
  if (!span || span->count == 0) return std::nullopt;
  if (span->unit == "month") return PeriodLimit{PeriodLimit::Unit::kMonths, span->count};
  return PeriodLimit{PeriodLimit::Unit::kDays, span->count * (span->unit == "week" ? 7 : 1)};
}

std::optional<std::chrono::minutes> read_time_of_day(const std::string& text) {
  static const std::regex kTime("([01][0-9]|2[0-3]):([0-5][0-9])");
  std::smatch match;
  if (!std::regex_match(text, match, kTime)) return std::nullopt;
  return std::chrono::hours(std::stoi(match[1])) + std::chrono::minutes(std::stoi(match[2]));
}

std::optional<double> read_factor(const std::string& text) {
  static const std::regex kFactor("[0-9]{1,3}(\\.[0-9]{1,4})?");
  if (!std::regex_match(text, kFactor)) return std::nullopt;
  double factor = 0;
  std::from_chars(text.data(), text.data() + text.size(), factor);
  return factor;
}

std::optional<Complaint> check_factor(const std::string& text) {
  return read_factor(text) ? std::nullopt : expected("a number such as 0.5 or 2, below 1000", text);
}

std::optional<Complaint> check_duration(const std::string& text) {
  return read_duration(text) ? std::nullopt : expected("a duration such as 500ms, 60s, 2m or 1h, at most a day", text);
}

std::optional<Complaint> check_days(const std::string& text) {
  return read_days(text) ? std::nullopt : expected("a number of days such as \"3 days\" or \"a week\"", text);
}

std::optional<Complaint> check_period_limit(const std::string& text) {
  return read_period_limit(text) ? std::nullopt : expected("a length such as \"one day\", \"31 days\" or \"a month\"", text);
}

std::optional<Complaint> check_time_of_day(const std::string& text) {
  return read_time_of_day(text) ? std::nullopt : expected("a time such as \"04:00\"", text);
}

std::optional<Complaint> check_time_zone(const std::string& text) {
  try {
    date::locate_zone(text);
    return std::nullopt;
  } catch (const std::runtime_error&) {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    const std::string near = yaml::nearest(text, names);
    return Complaint{"unknown time zone \"" + text + "\"",
                     near.empty() ? "write an IANA name such as Asia/Kolkata" : "did you mean \"" + near + "\"?"};
  }
}

std::optional<Complaint> check_template(const std::string& text) {
  try {
    TextTemplate::parse(text);
    return std::nullopt;
  } catch (const TemplateError& error) {
    return Complaint{error.what(), error.hint};
  }
}

std::optional<Complaint> check_selector(const std::string& text) {
  if (auto complaint = check_template(text)) return complaint;
  try {
    engine::Selector::parse(with_placeholders(TextTemplate::parse(text)));
    return std::nullopt;
  } catch (const engine::InvalidSelector& error) {
    return Complaint{error.what(), error.hint()};
  }
}

std::optional<Complaint> check_origin(const std::string& text) {
  if (auto complaint = check_template(text)) return complaint;
  static const std::regex kOrigin("https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?");
  if (std::regex_match(with_placeholders(TextTemplate::parse(text)), kOrigin)) return std::nullopt;
  std::string hint = "write scheme and host only: https://www.example.com";
  const std::size_t path = text.find('/', text.find("://") == std::string::npos ? 0 : text.find("://") + 3);
  if (path != std::string::npos && text.find("://") != std::string::npos) hint = "leave out the path: " + text.substr(0, path);
  return Complaint{"\"" + text + "\" is no origin", hint};
}

std::optional<Complaint> check_url(const std::string& text) {
  if (auto complaint = check_template(text)) return complaint;
  if (text.starts_with("http://") || text.starts_with("https://")) return std::nullopt;
  return Complaint{"expected an absolute URL, found \"" + text + "\"", "begin it with https:// and the host"};
}

std::optional<Complaint> check_not_empty(const std::string& text) {
  return text.find_first_not_of(" \t\n\r") == std::string::npos ? std::optional(Complaint{"expected a text, found an empty one", ""})
                                                                : std::nullopt;
}

std::optional<Complaint> check_site_code(const std::string& text) {
  return matches(text, "[a-z][a-z0-9]{0,15}", "a short code of small letters and digits", "for example td");
}

std::optional<Complaint> check_name(const std::string& text) {
  return matches(text, "[a-z][a-z0-9_]{0,59}", "a name of small letters, digits and _", "for example order_no");
}

std::optional<Complaint> check_file_title(const std::string& text) {
  return matches(text, "[A-Za-z0-9][A-Za-z0-9-]{0,59}", "a part of a file name: letters, digits and -", "for example OrderReport");
}

std::optional<Complaint> check_locale(const std::string& text) {
  return matches(text, "[a-z]{2,3}(-[A-Z]{2})?", "a locale", "for example en-IN, de-DE, id-ID");
}

std::optional<Complaint> check_date_format(const std::string& text) {
  static const std::regex kTimes("HH|hh|mm|ss|SSS|H|h|tt|a");
  // Files show times of day too; dates on forms do not.
  const auto error = date_format_error(std::regex_replace(text, kTimes, "00"));
  if (!error) return std::nullopt;
  const std::string near = nearest_date_format(text);
  return Complaint{"\"" + text + "\" is no date format: " + *error,
                   near.empty() ? "for example dd/MM/yyyy or dd-MMM-yyyy HH:mm" : "did you mean \"" + near + "\"?"};
}

std::optional<Complaint> check_attempts(const std::string& text) {
  const auto number = small_number(text);
  return number && *number >= 1 && *number <= 10 ? std::nullopt : expected("a number of attempts from 1 to 10", text);
}

std::optional<Complaint> check_repetitions(const std::string& text) {
  const auto number = small_number(text);
  return number && *number >= 1 && *number <= 10'000 ? std::nullopt : expected("a number from 1 to 10000", text);
}

}  // namespace nightporter::sites::language
