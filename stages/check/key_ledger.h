#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "stages/parse/read_table.h"

namespace nightporter::stages {

/// Remembers the keys of the rows seen so far as hashes (16 bytes and a table's overhead a row), to count the ones that come again.
class KeyLedger {
 public:
  enum class Seen { kNew, kSameContent, kOtherContent };

  explicit KeyLedger(std::vector<std::size_t> key_columns) : key_columns_(std::move(key_columns)) {}

  /// kNew always when the table has no key. The content of the last row with a key counts from then on.
  Seen add(const ParsedRow& row);

 private:
  std::vector<std::size_t> key_columns_;
  std::string joined_;  // of the row at hand; kept for its memory
  std::unordered_map<std::uint64_t, std::uint64_t> content_of_key_;
};

}  // namespace nightporter::stages
