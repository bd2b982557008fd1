#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/upload/upload_table.h"

namespace nightporter::stages {

/// One row that a destination has, as far as our columns go. `position` is the destination's own number for it.
struct ExistingRow {
  std::int64_t position = 0;
  model::Row cells;
};

/// What it takes to bring a destination up to date. Indexes are those of the table's rows.
struct UploadPlan {
  struct Update {
    std::size_t row = 0;
    std::int64_t position = 0;
    model::Row old_cells;
    std::vector<std::size_t> columns;  // those that differ
  };
  /// A key that the destination has several times: the first one is kept up to date, none is taken away.
  struct RepeatedKey {
    std::string key;  // for people
    std::vector<std::int64_t> positions;
  };

  std::vector<std::size_t> new_rows;  // in the table's order
  std::vector<Update> updates;
  std::vector<std::size_t> unchanged;
  std::vector<std::size_t> duplicates;  // a later row of the table has the same key
  std::vector<RepeatedKey> repeated_keys;

  bool nothing_to_do() const { return new_rows.empty() && updates.empty(); }
};

/// Compares the rows that shall be there with those that are. Rows of the destination that the table does not name are none of our
/// business, those without a key neither.
UploadPlan plan_upload(const UploadTable& table, const std::vector<ExistingRow>& existing);

}  // namespace nightporter::stages
