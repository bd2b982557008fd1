#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/backoffice/export_table.h"

namespace nightporter::backoffice {

namespace {

constexpr std::time_t kCreated = 1'735'689'600;  // 2025-01-01: fixed, so that equal tables give equal bytes

/// A file name of its own, removed at the end: libxlsxwriter writes to files only.
class ScratchFile {
 public:
  ScratchFile() : path_((std::filesystem::temp_directory_path() / "nightporter-export-XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    if (file < 0) throw std::runtime_error("cannot create " + path_);
    close(file);
  }
  ~ScratchFile() {
    std::error_code ignored;  // nothing to be done about it here
    std::filesystem::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;

  const std::string& path() const { return path_; }
  std::string read() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  std::string path_;
};

double excel_days(std::chrono::duration<double, std::ratio<86400>> since_1970) {
  constexpr double kDaysFrom1900To1970 = 25569;
  return since_1970.count() + kDaysFrom1900To1970;
}

struct Formats {
  explicit Formats(lxw_workbook* workbook)
      : header(workbook_add_format(workbook)),
        money(workbook_add_format(workbook)),
        date(workbook_add_format(workbook)),
        moment(workbook_add_format(workbook)) {
    format_set_bold(header);
    format_set_bg_color(header, 0xE8EEF2);
    format_set_bottom(header, LXW_BORDER_THIN);
    format_set_num_format(money, "#,##0.00");
    format_set_num_format(date, "dd/mm/yyyy");
    format_set_num_format(moment, "dd/mm/yyyy hh:mm");
  }
  lxw_format* header;
  lxw_format* money;
  lxw_format* date;
  lxw_format* moment;
};

/// Writes one cell by its type.
struct CellWriter {
  lxw_worksheet* sheet;
  const Formats& formats;
  lxw_row_t row;
  lxw_col_t column;

  void operator()(model::Empty) const {}
  void operator()(const std::string& text) const {
    if (!text.empty()) worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
  }
  void operator()(std::int64_t number) const { worksheet_write_number(sheet, row, column, static_cast<double>(number), nullptr); }
  void operator()(model::Decimal amount) const {
    worksheet_write_number(sheet, row, column, std::strtod(amount.to_string().c_str(), nullptr), formats.money);
  }
  void operator()(model::CalendarDate date) const {
    worksheet_write_number(sheet, row, column, excel_days(date.days().time_since_epoch()), formats.date);
  }
  void operator()(model::DateTime moment) const {
    worksheet_write_number(sheet, row, column, excel_days(moment.time_since_epoch()), formats.moment);
  }
  void operator()(bool value) const { worksheet_write_boolean(sheet, row, column, value ? 1 : 0, nullptr); }
};

void write_row(lxw_worksheet* sheet, const Formats& formats, lxw_row_t at, const model::Row& row) {
  for (std::size_t column = 0; column < row.size(); ++column)
    std::visit(CellWriter{sheet, formats, at, static_cast<lxw_col_t>(column)}, row[column]);
}

}  // namespace

std::string to_xlsx(const ExportTable& table) {
  const ScratchFile file;
  lxw_workbook* workbook = workbook_new(file.path().c_str());
  if (workbook == nullptr) throw std::runtime_error("libxlsxwriter: cannot make a workbook");
  lxw_doc_properties properties{};
  std::string title = table.title;
  properties.title = title.data();
  properties.created = kCreated;
  workbook_set_properties(workbook, &properties);

  const Formats formats(workbook);
  lxw_worksheet* sheet = workbook_add_worksheet(workbook, "Report");
  constexpr double kColumnWidth = 16;
  worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(table.headers.size() - 1), kColumnWidth, nullptr);
  worksheet_freeze_panes(sheet, 1, 0);
  for (std::size_t column = 0; column < table.headers.size(); ++column)
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(column), table.headers[column].c_str(), formats.header);
  lxw_row_t at = 1;
  for (const model::Row& row : table.rows) write_row(sheet, formats, at++, row);
  if (table.totals) write_row(sheet, formats, at, *table.totals);
  if (const lxw_error error = workbook_close(workbook); error != LXW_NO_ERROR)
    throw std::runtime_error(std::string("libxlsxwriter: ") + lxw_strerror(error));
  return file.read();
}

}  // namespace nightporter::backoffice
