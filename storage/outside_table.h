#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "model/cell.h"
#include "model/table_mapping.h"

namespace nightporter::storage {

/// A table in a SQLite file that is not the program's own: somebody else's books. Everything from the constructor to commit() is one write
/// transaction; the destructor rolls back what was not committed. Columns that others added stay as they are. Any one thread.
class OutsideTable {
 public:
  struct Row {
    std::int64_t row_id = 0;
    model::Row cells;
  };

  /// Opens the file (made when missing, mode 0600), makes the table with the mapping's names and types, or adds the columns that it lacks.
  /// Throws DatabaseError, DatabaseBusy, DatabaseDamaged; MappingError when the table that is there has no such key column.
  OutsideTable(const std::filesystem::path& file, std::string table, std::vector<model::ColumnMapping> columns);
  ~OutsideTable();
  OutsideTable(const OutsideTable&) = delete;
  OutsideTable& operator=(const OutsideTable&) = delete;

  std::vector<Row> rows();
  void insert(const model::Row& row);
  void update(std::int64_t row_id, const model::Row& row);
  void commit();

 private:
  struct Native;
  std::unique_ptr<Native> native_;
};

}  // namespace nightporter::storage
