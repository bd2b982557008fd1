#pragma once

#include <cstdint>

namespace nightporter::storage {

/// What a load did to the facts, in rows of the file: staged = inserted + updated + unchanged + duplicates. Quarantined rows were not
/// staged; withdrawn ones are facts that the file lacks.
struct Upsert {
  std::int64_t staged = 0;
  std::int64_t inserted = 0;  // the key was not known
  std::int64_t updated = 0;   // the key was known and some cell differs
  std::int64_t unchanged = 0;
  std::int64_t duplicates = 0;   // a later row of the same file has the same key
  std::int64_t conflicting = 0;  // those of the duplicates whose cells differ from the later row's: worth a warning
  std::int64_t quarantined = 0;
  std::int64_t withdrawn = 0;

  bool changed_nothing() const { return inserted == 0 && updated == 0 && withdrawn == 0; }
  friend bool operator==(const Upsert&, const Upsert&) = default;
};

}  // namespace nightporter::storage
