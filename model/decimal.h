#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nightporter::model {

/// An exact decimal number: coefficient × 10^-scale. Money and quantities; never a double. Up to 18 digits.
/// Equal numbers are equal whatever their scale was: trailing zeros after the point are dropped.
class Decimal {
 public:
  static constexpr int kMaximalDigits = 18;

  Decimal() = default;
  /// Throws std::out_of_range when it does not fit.
  Decimal(std::int64_t coefficient, int scale);

  /// Reads "-1234.50": an optional sign, digits, an optional point and digits; nothing else (no exponent, no group separators).
  /// nullopt when the text is not that, or has more digits than fit.
  static std::optional<Decimal> parse(std::string_view text);

  /// "-1234.5"; no exponent, no trailing zeros.
  std::string to_string() const;

  std::int64_t coefficient() const { return coefficient_; }
  int scale() const { return scale_; }

  /// Throws std::overflow_error when the sum does not fit.
  friend Decimal operator+(Decimal a, Decimal b);
  Decimal operator-() const { return Decimal(-coefficient_, scale_); }
  friend Decimal operator-(Decimal a, Decimal b) { return a + -b; }
  friend bool operator==(Decimal a, Decimal b) = default;
  friend std::strong_ordering operator<=>(Decimal a, Decimal b);

 private:
  std::int64_t coefficient_ = 0;
  int scale_ = 0;
};

}  // namespace nightporter::model
