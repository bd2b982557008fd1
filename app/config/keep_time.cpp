#include "app/config/keep_time.h"

#include <charconv>

namespace nightporter::app {

std::optional<KeepTime> parse_keep_time(std::string_view text) {
  if (text == "none") return KeepTime{std::chrono::days(0)};
  if (text == "for ever" || text == "forever") return KeepTime{std::nullopt};
  int number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > 36'500) return std::nullopt;
  const std::string_view unit(stopped, static_cast<std::size_t>(text.data() + text.size() - stopped));
  if (unit == " day" || unit == " days" || unit == "d") return KeepTime{std::chrono::days(number)};
  if (unit == " week" || unit == " weeks") return KeepTime{std::chrono::days(7 * number)};
  return std::nullopt;
}

}  // namespace nightporter::app
