#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "model/calendar_date.h"

namespace nightporter::app {

/// A day as a person gives it on the command line: an ISO date, or so many days before the store's today. "today" differs between
/// two stores in different time zones, so a word is resolved for each store.
class DateWord {
 public:
  /// Reads "2025-11-12", "today", "yesterday" and "-7d". nullopt for anything else.
  static std::optional<DateWord> parse(std::string_view text);

  model::CalendarDate resolve(model::CalendarDate today) const;

 private:
  explicit DateWord(std::variant<model::CalendarDate, std::chrono::days> value) : value_(value) {}
  std::variant<model::CalendarDate, std::chrono::days> value_;
};

}  // namespace nightporter::app
