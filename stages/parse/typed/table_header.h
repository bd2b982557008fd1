#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/table_mapping.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/raw_row.h"

namespace nightporter::stages {

/// The header row of a report, laid over its mapping.
class TableHeader {
 public:
  static constexpr int kNowhere = -1;

  /// nullopt when the row lacks a header of a column that is not optional (or of the totals row's mark).
  /// Throws ParseError{kSiteChanged} when it has them, but one of them twice, or others while the mapping refuses them.
  static std::optional<TableHeader> match(const RawRow& row, const model::TableMapping& mapping);

  /// The texts of a row as headers: by position from column A, white space folded.
  static std::vector<std::string> texts_of(const RawRow& row);

  std::uint64_t row() const { return row_; }
  const std::vector<std::string>& texts() const { return texts_; }
  std::uint32_t last_column() const { return static_cast<std::uint32_t>(texts_.size()); }

  /// Position in the mapping of the file's column (1 = A); kNowhere when the mapping does not know it.
  int mapped(std::uint32_t column) const;
  /// The header of a column; "column F" when it has none. Unique.
  const std::string& name(std::uint32_t column);
  /// The column of the file for each one of the mapping; 0 = the file has it not.
  const std::vector<std::uint32_t>& columns() const { return columns_; }
  std::uint32_t totals_column() const { return totals_column_; }

  /// True for a row that says the same as the header row.
  bool repeated_by(const RawRow& row) const;

 private:
  std::uint64_t row_ = 0;
  std::vector<std::string> texts_;
  std::vector<std::string> names_;
  std::set<std::string> used_;  // the same
  std::vector<int> mapped_;
  std::vector<std::uint32_t> columns_;
  std::uint32_t totals_column_ = 0;
};

/// The row that is most like a header among those seen, to say what changed when none fits.
class NearestHeader {
 public:
  explicit NearestHeader(const model::TableMapping& mapping) : mapping_(mapping) {}

  void consider(const RawRow& row);

  std::size_t matches() const { return matches_; }
  /// `site changed: column "X" is gone; "Y" is new`
  std::string change() const;
  std::string hint() const;
  Place place() const { return place_; }

 private:
  std::vector<std::string> gone() const;
  std::vector<std::string> unknown() const;

  const model::TableMapping& mapping_;
  std::size_t matches_ = 0;
  std::vector<std::string> texts_;
  Place place_;
};

/// "F", "AB"
std::string column_letters(std::uint32_t column);

}  // namespace nightporter::stages
