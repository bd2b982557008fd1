#pragma once

#include <string>
#include <string_view>

#include "model/table_mapping.h"
#include "storage/database.h"

namespace nightporter::storage {

// How a column of a recipe is kept:
//
//   text      TEXT
//   integer   BIGINT
//   decimal   NUMERIC    whole numbers as integers (18 digits); others as the double that gives the same digits back, which every
//                        number of 15 significant digits does. One that does not is refused, never rounded. So comparisons and
//                        ORDER BY are right, the digits that were loaded are the digits that come back, and SUM() is good to the
//                        cent for sums below 10 trillion: write ROUND(SUM(net_amount), 2). PostgreSQL's NUMERIC has no such limit.
//   date      DATE       "2025-11-12"
//   date time TIMESTAMP  "2025-11-12 14:03:00", the store's local time
//   boolean   BOOLEAN    0 and 1
//
// An empty cell is NULL. Names are at most 63 characters of [a-z0-9_], beginning with a letter.

/// Throws MappingError, saying what is wrong with which name, when no tables can be made from `mapping`: bad, reserved or repeated names,
/// no key column, staging and fact table by one name, or the name of one of the program's own tables.
void check_mapping(const model::TableMapping& mapping);

/// The table of the rows that a load did not take: "stg_td_order_report_quarantine".
std::string quarantine_table(const model::TableMapping& mapping);

/// Makes the mapping's staging and fact tables (and that of its quarantine, where it has one), or adds the columns that it has gained. Call
/// inside a Transaction. Throws MappingError when the key or a column's type differs from those of the tables that are there.
void ensure_tables(Database& database, const model::TableMapping& mapping);

}  // namespace nightporter::storage
