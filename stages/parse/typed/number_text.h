#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/decimal.h"

namespace nightporter::stages {

/// How a language writes numbers, and how to read them when a page shows them as text: "1.234,56", "(1,234.50)", "₹1,23,456.00",
/// "1,234.50-", "Rp 12.000", "12.5 %" (which is 0.125). Digits must be grouped as the language groups them, so that a number of
/// another language is refused instead of being a thousand times too large or small.
class NumberText {
 public:
  /// "en-IN", "de-DE", "id-ID"…; empty = "en-US". Throws ParseError{kBadMapping} for a language that is not known.
  explicit NumberText(std::string_view locale);

  /// nullopt unless the whole text is a number that fits a Decimal.
  std::optional<model::Decimal> read(std::string_view text) const;

 private:
  enum class Grouping { kThousands, kIndian };

  bool read_digits(std::string_view text, std::string& plain) const;
  bool well_grouped(std::string_view whole, std::string& plain) const;
  std::size_t group_length(std::string_view text) const;

  char point_ = '.';
  char group_ = ',';  // ' ' = any kind of space
  Grouping grouping_ = Grouping::kThousands;
};

/// "-", "--", "–", "—": what a page shows where there is no value.
bool is_dash(std::string_view text);

}  // namespace nightporter::stages
