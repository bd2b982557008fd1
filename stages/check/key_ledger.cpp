#include "stages/check/key_ledger.h"

#include <functional>
#include <string>

namespace nightporter::stages {

namespace {

/// Texts joined, each with its length behind it, so that no two lists of cells look alike.
void append_cell(std::string& joined, const model::Cell& cell) {
  const std::size_t begin = joined.size();
  model::append_text(joined, cell);
  const std::uint64_t length = joined.size() - begin;
  joined.append(reinterpret_cast<const char*>(&length), sizeof length);
}

}  // namespace

KeyLedger::Seen KeyLedger::add(const ParsedRow& row) {
  if (key_columns_.empty()) return Seen::kNew;
  joined_.clear();
  for (const std::size_t column : key_columns_) append_cell(joined_, row.cells[column]);
  const std::uint64_t key_hash = std::hash<std::string>()(joined_);
  joined_ = row.other_columns;
  for (const model::Cell& cell : row.cells) append_cell(joined_, cell);
  const std::uint64_t content_hash = std::hash<std::string>()(joined_);
  const auto [entry, added] = content_of_key_.try_emplace(key_hash, content_hash);
  if (added) return Seen::kNew;
  const bool same = entry->second == content_hash;
  entry->second = content_hash;
  return same ? Seen::kSameContent : Seen::kOtherContent;
}

}  // namespace nightporter::stages
