#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cell.h"

namespace nightporter::stages {

/// Reads dates and times that a page shows as text, by a pattern in the letters of Unicode and Java: "dd/MM/yyyy", "d MMM yyyy",
/// "yyyy-MM-dd'T'HH:mm:ss", "dd-MMM-yy hh:mm a". d, M, H, h, m, s take one or two digits, yyyy four, yy two (1970 to 2069), SSS
/// up to three; MMM and MMMM a month's name, short or long, EEE and EEEE a weekday's, a "AM" or "PM".
class DateFormat {
 public:
  /// `locale` chooses the language of names: English, or German ("de-…") or Indonesian ("id-…").
  /// Throws ParseError{kBadMapping} for a letter that is not known and for a pattern without a year or month.
  DateFormat(std::string pattern, std::string_view locale);

  /// nullopt unless the whole text is such a date, and the day exists.
  std::optional<model::DateTime> read(std::string_view text) const;

  const std::string& pattern() const { return pattern_; }

 private:
  struct Part {
    char letter = 0;  // 0 = literal
    std::size_t width = 0;
    std::string literal;
  };
  struct Reading;

  void add_literal(std::string_view text);
  void check() const;
  bool read_part(const Part& part, bool before_digits, Reading& reading) const;

  std::string pattern_;
  std::vector<Part> parts_;
  std::string language_;
};

}  // namespace nightporter::stages
