#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "app/exit_code.h"
#include "model/table_mapping.h"
#include "stages/check/table_checker.h"
#include "stages/parse/read_table.h"

namespace nightporter::app {

/// What a run would make of a file: its typed rows, those that are bad, and what the checks say.
struct ReportPreview {
  std::filesystem::path file;
  model::TableMapping mapping;
  stages::ParsedTable table;
  stages::CheckReport checks;
  std::vector<stages::ParsedRow> rows;  // as many as were asked for
  std::uint64_t row_count = 0;
  std::vector<stages::BadRow> bad_rows;  // the first kMostBadRows
  std::uint64_t bad_row_count = 0;
  std::vector<std::string> not_checked;  // what nobody can check by the file alone

  static constexpr std::size_t kMostBadRows = 1000;

  bool can_be_loaded() const;
  /// 0, or 6 when a run would refuse the file.
  ExitCode exit_code() const { return can_be_loaded() ? ExitCode::kGood : ExitCode::kCheckFailed; }
};

/// Reads the file as the run does. `most_rows`: how many rows are kept to be shown. Throws stages::ParseError.
ReportPreview preview_report(const std::filesystem::path& file, const model::TableMapping& mapping, const model::TableChecks& checks,
                             std::optional<model::Period> asked, std::size_t most_rows);

void print_for_people(const ReportPreview& preview, std::ostream& out);
void print_json(const ReportPreview& preview, std::ostream& out);
/// The rows that would be loaded, by the names that they have in the database.
void print_csv(const ReportPreview& preview, std::ostream& out);

}  // namespace nightporter::app
