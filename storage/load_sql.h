#pragma once

#include <string>
#include <vector>

#include "model/table_mapping.h"

namespace nightporter::storage {

/// The staging table's columns: load_id, row_no, run_id, crm, store, the mapping's, other_columns.
std::vector<std::string> staging_columns(const model::TableMapping& mapping);

/// The statements that bring one load's staged rows into the facts; parameters are named in the comments, in order.
/// `present`: per column of the mapping whether the file has it; empty = all. One that it lacks leaves known facts as they are.
struct MergeSql {
  MergeSql(const model::TableMapping& mapping, const std::vector<bool>& present);

  std::string has_duplicates;   // load_id → a row when there are any
  std::string mark_duplicates;  // load_id, load_id
  std::string count_conflicts;  // load_id → count
  // load_id, row_no to go on after, how many at most → row_no, fact_id, then for each column and other_columns: staged value, value of
  // the fact; at last the fact's withdrawn_at
  std::string select_changed;
  std::string upsert;         // run_id, run_id, md5, time, time, load_id
  std::string forget_staged;  // load_id
  // Facts of the period that the load lacks; none when the mapping has no period column:
  std::string select_missing;  // crm, store, first moment, moment behind the last, load_id → fact_id, then the key columns
  std::string withdraw;        // time, run_id, time, crm, store, first moment, moment behind the last, load_id
};

}  // namespace nightporter::storage
