#include "model/decimal.h"

#include <stdexcept>

namespace nightporter::model {

namespace {

constexpr std::int64_t kLimit = 1'000'000'000'000'000'000;  // 10^18

__int128 power_of_ten(int exponent) {
  __int128 power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

}  // namespace

Decimal::Decimal(std::int64_t coefficient, int scale) : coefficient_(coefficient), scale_(scale) {
  while (scale_ > 0 && coefficient_ % 10 == 0) {
    coefficient_ /= 10;
    --scale_;
  }
  if (scale_ < 0 || scale_ > kMaximalDigits || coefficient_ <= -kLimit || coefficient_ >= kLimit)
    throw std::out_of_range("a decimal has at most 18 digits");
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::int64_t coefficient = 0;
  int scale = 0;
  bool point_seen = false;
  bool digit_seen = false;
  int zeros = 0;  // zeros after the point that nothing follows yet: they do not count
  for (const char c : text) {
    if (c == '.') {
      if (point_seen) return std::nullopt;
      point_seen = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digit_seen = true;
    if (point_seen && c == '0') {
      ++zeros;
      continue;
    }
    for (; point_seen && zeros > 0; --zeros, ++scale) {
      if (coefficient >= kLimit / 10) return std::nullopt;
      coefficient *= 10;
    }
    if (coefficient >= kLimit / 10) return std::nullopt;
    coefficient = coefficient * 10 + (c - '0');
    if (point_seen) ++scale;
  }
  if (!digit_seen || scale > kMaximalDigits) return std::nullopt;
  return Decimal(negative ? -coefficient : coefficient, scale);
}

std::string Decimal::to_string() const {
  std::string digits = std::to_string(coefficient_ < 0 ? -coefficient_ : coefficient_);
  if (scale_ > 0) {
    if (digits.size() <= static_cast<std::size_t>(scale_)) digits.insert(0, static_cast<std::size_t>(scale_) + 1 - digits.size(), '0');
    digits.insert(digits.size() - static_cast<std::size_t>(scale_), 1, '.');
  }
  return coefficient_ < 0 ? "-" + digits : digits;
}

Decimal operator+(Decimal a, Decimal b) {
  const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
  __int128 sum = a.coefficient_ * power_of_ten(scale - a.scale_) + b.coefficient_ * power_of_ten(scale - b.scale_);
  int sum_scale = scale;
  while (sum_scale > 0 && sum % 10 == 0) {
    sum /= 10;
    --sum_scale;
  }
  if (sum <= -static_cast<__int128>(kLimit) || sum >= static_cast<__int128>(kLimit))
    throw std::overflow_error("a sum of decimals has more than 18 digits");
  return Decimal(static_cast<std::int64_t>(sum), sum_scale);
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
  return a.coefficient_ * power_of_ten(scale - a.scale_) <=> b.coefficient_ * power_of_ten(scale - b.scale_);
}

}  // namespace nightporter::model
