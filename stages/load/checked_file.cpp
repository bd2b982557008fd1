#include "stages/load/checked_file.h"

#include <utility>

#include "engine/download/file_digest.h"
#include "engine/error.h"
#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

/// Refuses a file that is not the collected one any more: it waited on the disk, where others can write.
void check_content(const std::filesystem::path& file, const storage::Download& row) {
  if (row.hash.sha256.empty()) return;
  try {
    if (engine::digest_file(file).sha256 == row.hash.sha256) return;
  } catch (const engine::Error& error) {
    throw ParseError(ParseErrorKind::kUnreadable, error.what(), "the next run fetches it again");
  }
  throw FileChanged(file);
}

void keep_bad_row(CheckedFile& file, BadRow&& bad) {
  if (file.bad_rows.size() >= CheckedFile::kMostBadRows)
    throw ParseError(ParseErrorKind::kBadRow, Place{.row = bad.number},
                     "more than " + std::to_string(CheckedFile::kMostBadRows) + " bad rows",
                     "That is no bad row here and there: correct what the recipe says of the columns.");
  file.bad_rows.push_back(std::move(bad));
}

void read_rows(CheckedFile& file, const LoadRequest& request, const TableReader& reader) {
  TableChecker checker(request.mapping, request.checks, file.basis.context);
  RowSinks sinks;
  sinks.fact = [&](ParsedRow&& parsed) {
    ++file.rows_read;
    if (checker.check(parsed) == RowVerdict::kKeep) file.rows.put(parsed.cells, parsed.other_columns);
  };
  if (request.mapping.bad_rows == model::BadRows::kQuarantine)
    sinks.bad = [&](BadRow&& bad) {
      ++file.rows_read;
      checker.leave_out(bad);
      keep_bad_row(file, std::move(bad));
    };
  file.table = reader(sinks);
  file.checks = checker.finish(file.table, request.marker);
  if (!file.checks.passed()) file.failure = describe(file.checks);
}

}  // namespace

CheckedFile read_and_check(LoadBasis basis, const LoadRequest& request, const TableReader& reader) {
  CheckedFile file{.basis = std::move(basis), .started_at = storage::now(), .rows = RowSpool(request.file.parent_path())};
  try {
    read_rows(file, request, reader);
  } catch (const ParseError& error) {
    file.failure = describe(error);
  } catch (const FileChanged& error) {
    file.failure = LoadFailure{LoadOutcome::Kind::kRefused, "file_changed", error.what(), error.hint()};
  }
  return file;
}

CheckedFile read_and_check(LoadBasis basis, const LoadRequest& request) {
  const storage::Download download = basis.download;
  return read_and_check(std::move(basis), request, [&](const RowSinks& sinks) {
    check_content(request.file, download);
    return read_table(request.file, request.mapping, sinks.fact, request.limits, sinks.bad);
  });
}

}  // namespace nightporter::stages
