#pragma once

#include <string>

#include "model/decimal.h"

namespace nightporter::stages {

/// Adds up decimals without rounding; holds sums a hundred times larger than any Decimal, so that a long column cannot overflow it.
class ExactSum {
 public:
  void add(model::Decimal number);
  bool equals(model::Decimal number) const;
  /// "-1234.5"
  std::string to_string() const;

 private:
  __int128 units_ = 0;  // of 10^-18
};

}  // namespace nightporter::stages
