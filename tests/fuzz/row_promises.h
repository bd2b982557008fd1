#pragma once

#include <cstddef>

#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::fuzz {

/// Holds what a reader gives to what its headers say. Every function throws BrokenPromise.
class RowPromises {
 public:
  explicit RowPromises(const stages::ReadLimits& limits) : limits_(limits) {}

  /// Also that the row is the same after its way from the process that reads.
  void check(const stages::RawRow& row);
  void check(const stages::RawSummary& summary) const;
  static void check(const stages::ParseError& error);

 private:
  void check(const stages::RawValue& value) const;

  stages::ReadLimits limits_;
  std::size_t tables_ = 0;  // with rows: the highest position and one
};

}  // namespace nightporter::fuzz
