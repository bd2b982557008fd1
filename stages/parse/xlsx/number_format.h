#pragma once

#include <cstdint>
#include <string_view>

namespace nightporter::stages {

enum class NumberKind : std::uint8_t {
  kNumber,
  kDate,  // a date, a time of day, or both
  kText,  // "@"
};

/// What a number format makes of a number.
struct NumberFormat {
  NumberKind kind = NumberKind::kNumber;
  std::uint8_t least_digits = 0;  // "00000" shows at least five digits
  friend bool operator==(const NumberFormat&, const NumberFormat&) = default;
};

/// Reads the first section of a format code ("dd/mm/yyyy;@", "[$-409]d\-mmm", "#,##0.00"). An elapsed time ("[h]:mm") is a number.
NumberFormat classify_number_format(std::string_view code);

/// The formats that Excel knows by number only.
NumberFormat builtin_number_format(unsigned id);

}  // namespace nightporter::stages
