#include "sites/language/scalars.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "engine/element/selector.h"
#include "engine/error.h"
#include "sites/date_format.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::language {
namespace {

using yaml::Complaint;

// Recipes are read at the start of every run, and std::regex takes longer to be made than all the rest of a recipe.
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kSmallLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Nothing but these characters, and not fewer or more of them.
bool is_made_of(std::string_view text, std::string_view characters, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && text.find_first_not_of(characters) == std::string_view::npos;
}

/// Up to the first `end`, and what stands behind it; nullopt without one.
std::pair<std::string_view, std::optional<std::string_view>> split_at(std::string_view text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

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
  const std::size_t space = text.find(' ');
  const std::size_t word = text.find_first_not_of(' ', space);
  if (word == std::string::npos) return std::nullopt;
  const auto count = small_number(text.substr(0, space));
  std::string unit = text.substr(word);
  if (unit.ends_with('s')) unit.pop_back();
  if (!count || (unit != "day" && unit != "week" && unit != "month")) return std::nullopt;
  return Span{*count, unit};
}

std::optional<Complaint> expected(const std::string& what, const std::string& text) {
  return Complaint{"expected " + what + ", found \"" + text + "\"", ""};
}

/// A word that begins with one of `first`, goes on with those of `rest`, and is no longer than `most`.
std::optional<Complaint> check_word(const std::string& text, const std::string& first, const std::string& rest, std::size_t most,
                                    const std::string& what, const std::string& hint) {
  if (is_made_of(text, first + rest, 1, most) && first.find(text.front()) != std::string::npos) return std::nullopt;
  return Complaint{"expected " + what + ", found \"" + text + "\"", hint};
}

bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto [host, port] = split_at(text.substr(scheme.size()), ':');
    return is_made_of(host, std::string(kLetters) + std::string(kDigits) + "._-", 1, host.size()) &&
           (!port || is_made_of(*port, kDigits, 1, 5));
  }
  return false;
}

/// The format of a date, when all that tells a time is taken as digits.
std::string without_times(const std::string& format) {
  static constexpr std::array<std::string_view, 9> kTimes{"HH", "hh", "mm", "ss", "SSS", "H", "h", "tt", "a"};
  std::string result;
  for (std::string_view rest = format; !rest.empty();) {
    const auto time = std::find_if(kTimes.begin(), kTimes.end(), [rest](std::string_view known) { return rest.starts_with(known); });
    result += time != kTimes.end() ? "00" : rest.substr(0, 1);
    rest.remove_prefix(time != kTimes.end() ? time->size() : 1);
  }
  return result;
}

/// The template with "x" for every reference.
std::string with_placeholders(const TextTemplate& text) {
  std::string result;
  for (const TextTemplate::Piece& piece : text.pieces()) result += piece.is_reference ? "x" : piece.literal;
  return result;
}

}  // namespace

std::optional<Milliseconds> read_duration(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, long>, 4> kUnits{{{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}}};
  const std::size_t end = std::min(text.find_first_not_of(kDigits), text.size());
  if (end == 0 || end > 7) return std::nullopt;
  std::string_view word = std::string_view(text).substr(end);
  if (word.starts_with(' ')) word.remove_prefix(1);
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [word](const auto& known) { return known.first == word; });
  if (unit == kUnits.end()) return std::nullopt;
  const Milliseconds duration(std::stol(text.substr(0, end)) * unit->second);
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
  const auto [hours, minutes] = split_at(text, ':');
  if (!is_made_of(hours, kDigits, 2, 2) || !minutes || !is_made_of(*minutes, kDigits, 2, 2)) return std::nullopt;
  const auto time = std::chrono::hours(std::stoi(text)) + std::chrono::minutes(std::stoi(std::string(*minutes)));
  if (time >= std::chrono::hours(24) || *minutes >= "60") return std::nullopt;
  return time;
}

std::optional<double> read_factor(const std::string& text) {
  const auto [whole, fraction] = split_at(text, '.');
  if (!is_made_of(whole, kDigits, 1, 3) || (fraction && !is_made_of(*fraction, kDigits, 1, 4))) return std::nullopt;
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
  if (is_origin(with_placeholders(TextTemplate::parse(text)))) return std::nullopt;
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
  return check_word(text, std::string(kSmallLetters), std::string(kDigits), 16, "a short code of small letters and digits",
                    "for example td");
}

std::optional<Complaint> check_name(const std::string& text) {
  return check_word(text, std::string(kSmallLetters), std::string(kDigits) + "_", 60, "a name of small letters, digits and _",
                    "for example order_no");
}

std::optional<Complaint> check_file_title(const std::string& text) {
  return check_word(text, std::string(kLetters) + std::string(kDigits), "-", 60, "a part of a file name: letters, digits and -",
                    "for example OrderReport");
}

std::optional<Complaint> check_locale(const std::string& text) {
  const auto [language, country] = split_at(text, '-');
  if (is_made_of(language, kSmallLetters, 2, 3) && (!country || is_made_of(*country, kLetters.substr(26), 2, 2))) return std::nullopt;
  return Complaint{"expected a locale, found \"" + text + "\"", "for example en-IN, de-DE, id-ID"};
}

std::optional<Complaint> check_date_format(const std::string& text) {
  // Files show times of day too; dates on forms do not.
  const auto error = date_format_error(without_times(text));
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
