#include "stages/check/exact_sum.h"

#include <algorithm>

namespace nightporter::stages {

namespace {

constexpr int kScale = model::Decimal::kMaximalDigits;

__int128 units_of(model::Decimal number) {
  __int128 units = number.coefficient();
  for (int scale = number.scale(); scale < kScale; ++scale) units *= 10;
  return units;
}

}  // namespace

void ExactSum::add(model::Decimal number) {
  units_ += units_of(number);
}

bool ExactSum::equals(model::Decimal number) const {
  return units_ == units_of(number);
}

std::string ExactSum::to_string() const {
  std::string digits;
  for (__int128 rest = units_ < 0 ? -units_ : units_; rest != 0; rest /= 10)
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  while (digits.size() <= static_cast<std::size_t>(kScale)) digits.push_back('0');
  std::reverse(digits.begin(), digits.end());
  digits.insert(digits.size() - kScale, 1, '.');
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return units_ < 0 ? "-" + digits : digits;
}

}  // namespace nightporter::stages
