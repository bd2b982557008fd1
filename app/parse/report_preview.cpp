#include "app/parse/report_preview.h"

#include <boost/json.hpp>

#include "app/terminal/plain_text.h"
#include "app/terminal/text_table.h"
#include "stages/parse/typed/table_header.h"
#include "stages/upload/files/file_text.h"

namespace nightporter::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kWidestCell = 32;

std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

bool refuses_bad_rows(const ReportPreview& preview) {
  return preview.mapping.bad_rows == model::BadRows::kRefuse;
}

json::value json_of(const model::Cell& cell) {
  if (std::holds_alternative<model::Empty>(cell)) return nullptr;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return *whole;
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag;
  return json::value(model::to_text(cell));
}

void print_rows(const ReportPreview& preview, std::ostream& out) {
  std::vector<std::string> headings{"row"};
  for (const model::ColumnMapping& column : preview.mapping.columns) headings.push_back(column.name);
  TextTable text(headings);
  for (const stages::ParsedRow& row : preview.rows) {
    std::vector<std::string> cells{std::to_string(row.number)};
    for (const model::Cell& cell : row.cells) cells.push_back(cut_to_width(plain_line(model::to_text(cell)), kWidestCell));
    text.add(std::move(cells));
  }
  if (!preview.rows.empty()) text.print(out);
  if (preview.row_count > preview.rows.size())
    out << "… and " << preview.row_count - preview.rows.size() << " more rows (--limit N, --csv)\n";
}

void print_totals(const ReportPreview& preview, std::ostream& out) {
  if (!preview.table.totals) return;
  out << "totals row " << preview.table.totals->number << ':';
  for (const auto& sum : preview.table.totals->sums) out << ' ' << preview.mapping.columns[sum.column].name << ' ' << sum.value.to_string();
  out << '\n';
}

void print_bad_rows(const ReportPreview& preview, std::ostream& out) {
  if (preview.bad_row_count == 0) return;
  out << '\n'
      << counted(preview.bad_row_count, "row")
      << (refuses_bad_rows(preview) ? " would be refused, and the file with them" : " would be quarantined") << ":\n";
  TextTable text({"row", "column", "value", "what is wrong", "next"});
  for (const stages::BadRow& row : preview.bad_rows)
    for (const auto& reason : row.reasons) {
      const std::string column = reason.column == 0 ? "" : stages::column_letters(reason.column) + " \"" + plain_line(reason.header) + "\"";
      text.add({std::to_string(row.number), column, cut_to_width(plain_line(reason.value), kWidestCell), plain_line(reason.message),
                plain_line(reason.hint)});
    }
  text.print(out);
}

void print_violations(const ReportPreview& preview, std::ostream& out) {
  if (preview.checks.violation_count == 0) return;
  out << '\n' << counted(preview.checks.violation_count, "check") << " failed:\n";
  TextTable text({"rule", "row", "column", "value", "what is wrong", "next"});
  for (const stages::Violation& violation : preview.checks.violations)
    text.add({std::string(to_string(violation.rule)), violation.row == 0 ? "" : std::to_string(violation.row), plain_line(violation.column),
              cut_to_width(plain_line(violation.value), kWidestCell), plain_line(violation.message), plain_line(violation.hint)});
  text.print(out);
  if (preview.checks.violation_count > preview.checks.violations.size())
    out << "… and " << preview.checks.violation_count - preview.checks.violations.size() << " more\n";
}

}  // namespace

bool ReportPreview::can_be_loaded() const {
  return checks.passed() && (bad_row_count == 0 || mapping.bad_rows == model::BadRows::kQuarantine);
}

ReportPreview preview_report(const std::filesystem::path& file, const model::TableMapping& mapping, const model::TableChecks& checks,
                             std::optional<model::Period> asked, std::size_t most_rows) {
  ReportPreview preview{.file = file, .mapping = mapping};
  stages::TableChecker checker(mapping, checks, {.asked = asked});
  const auto keep_fact = [&](stages::ParsedRow&& row) {
    if (checker.check(row) == stages::RowVerdict::kDrop) return;
    ++preview.row_count;
    if (preview.rows.size() < most_rows) preview.rows.push_back(std::move(row));
  };
  const auto keep_bad = [&](stages::BadRow&& row) {
    checker.leave_out(row);
    ++preview.bad_row_count;
    if (preview.bad_rows.size() < ReportPreview::kMostBadRows) preview.bad_rows.push_back(std::move(row));
  };
  preview.table = stages::read_table(file, mapping, keep_fact, {}, keep_bad);
  preview.checks = checker.finish(preview.table, stages::EmptyMarker::kNotSeen);
  return preview;
}

void print_for_people(const ReportPreview& preview, std::ostream& out) {
  const stages::ParsedTable& table = preview.table;
  out << plain_line(preview.file.string()) << ": " << engine::describe(table.kind);
  if (!table.sheet.empty()) out << ", sheet \"" << plain_line(table.sheet) << '"';
  if (table.header_row > 0) out << ", header in row " << table.header_row;
  out << '\n';
  print_rows(preview, out);
  out << counted(preview.row_count, "row") << " to load";
  if (preview.checks.rows_outside_period > 0) out << ", " << preview.checks.rows_outside_period << " outside of the period left out";
  if (preview.checks.duplicate_rows + preview.checks.conflicting_rows > 0)
    out << ", " << preview.checks.duplicate_rows << " of them repeat a row, " << preview.checks.conflicting_rows
        << " have the key of an earlier one and other content";
  if (table.repeated_headers > 0) out << ", " << counted(table.repeated_headers, "repeated header") << " passed over";
  out << '\n';
  print_totals(preview, out);
  for (const std::string& footer : table.footers) out << "footer: " << plain_line(footer) << '\n';
  for (const std::string& warning : table.warnings) out << "warning: " << plain_line(warning) << '\n';
  print_bad_rows(preview, out);
  print_violations(preview, out);
  out << '\n' << (preview.can_be_loaded() ? "A run would load it." : "A run would refuse it.");
  if (preview.can_be_loaded() && preview.checks.emptiness == stages::Emptiness::kConfirmed) out << " It says itself that it is empty.";
  out << '\n';
  for (const std::string& what : preview.not_checked) out << "not checked: " << what << '\n';
}

void print_json(const ReportPreview& preview, std::ostream& out) {
  const stages::ParsedTable& table = preview.table;
  json::array headers, rows, bad_rows, violations, not_checked, warnings, footers;
  for (const std::string& header : table.headers) headers.emplace_back(header);
  for (const stages::ParsedRow& row : preview.rows) {
    json::object cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) cells[preview.mapping.columns[i].name] = json_of(row.cells[i]);
    if (!row.other_columns.empty()) cells["other_columns"] = json::parse(row.other_columns);
    rows.push_back(json::object{{"row", row.number}, {"cells", std::move(cells)}});
  }
  for (const stages::BadRow& row : preview.bad_rows)
    for (const auto& reason : row.reasons)
      bad_rows.push_back(json::object{
          {"row", row.number}, {"column", reason.header}, {"value", reason.value}, {"reason", reason.message}, {"hint", reason.hint}});
  for (const stages::Violation& violation : preview.checks.violations)
    violations.push_back(json::object{{"rule", to_string(violation.rule)},
                                      {"row", violation.row},
                                      {"column", violation.column},
                                      {"value", violation.value},
                                      {"message", violation.message},
                                      {"hint", violation.hint},
                                      {"can_be_accepted", can_be_accepted(violation.rule)}});
  for (const std::string& what : preview.not_checked) not_checked.emplace_back(what);
  for (const std::string& warning : table.warnings) warnings.emplace_back(warning);
  for (const std::string& footer : table.footers) footers.emplace_back(footer);
  json::value totals = nullptr;
  if (table.totals) {
    json::object sums;
    for (const auto& sum : table.totals->sums) sums[preview.mapping.columns[sum.column].name] = sum.value.to_string();
    totals = json::object{{"row", table.totals->number}, {"sums", std::move(sums)}};
  }
  out << json::serialize(json::object{{"file", preview.file.string()},
                                      {"kind", engine::describe(table.kind)},
                                      {"sheet", table.sheet},
                                      {"header_row", table.header_row},
                                      {"headers", std::move(headers)},
                                      {"row_count", preview.row_count},
                                      {"rows", std::move(rows)},
                                      {"totals", std::move(totals)},
                                      {"footers", std::move(footers)},
                                      {"bad_row_count", preview.bad_row_count},
                                      {"bad_rows", std::move(bad_rows)},
                                      {"violation_count", preview.checks.violation_count},
                                      {"violations", std::move(violations)},
                                      {"not_checked", std::move(not_checked)},
                                      {"warnings", std::move(warnings)},
                                      {"can_be_loaded", preview.can_be_loaded()}})
      << '\n';
}

void print_csv(const ReportPreview& preview, std::ostream& out) {
  std::vector<std::string> names;
  for (const model::ColumnMapping& column : preview.mapping.columns) names.push_back(column.name);
  out << stages::csv_line(names);
  for (const stages::ParsedRow& row : preview.rows) {
    std::vector<std::string> texts;
    for (const model::Cell& cell : row.cells) texts.push_back(stages::csv_text(cell));
    out << stages::csv_line(texts);
  }
}

}  // namespace nightporter::app
