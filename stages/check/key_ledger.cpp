#include "stages/check/key_ledger.h"

#include <functional>
#include <string>

namespace nightporter::stages {

namespace {

/// Texts joined so that no two lists of cells look alike.
void append_cell(std::string& joined, const model::Cell& cell) {
  const std::string text = model::to_text(cell);
  joined += std::to_string(text.size());
  joined.push_back(':');
  joined += text;
}

}  // namespace

KeyLedger::Seen KeyLedger::add(const ParsedRow& row) {
  if (key_columns_.empty()) return Seen::kNew;
  std::string key;
  for (const std::size_t column : key_columns_) append_cell(key, row.cells[column]);
  std::string content = row.other_columns;
  for (const model::Cell& cell : row.cells) append_cell(content, cell);
  const std::uint64_t content_hash = std::hash<std::string>()(content);
  const auto [entry, added] = content_of_key_.try_emplace(std::hash<std::string>()(key), content_hash);
  if (added) return Seen::kNew;
  const bool same = entry->second == content_hash;
  entry->second = content_hash;
  return same ? Seen::kSameContent : Seen::kOtherContent;
}

}  // namespace nightporter::stages
