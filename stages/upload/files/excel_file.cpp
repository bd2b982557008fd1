#include "stages/upload/files/excel_file.h"

#include <xlsxwriter.h>

#include <cstdlib>
#include <memory>

#include "stages/upload/error.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kMostRows = 1'048'575;  // and the headers
constexpr std::size_t kMostDigits = 15;
constexpr double kWidth = 14;
// Excel's calendar begins in 1900 and has a 29 February then that never was; earlier days are texts.
constexpr std::chrono::sys_days kFirstDay = std::chrono::year(1900) / 3 / 1;

struct Formats {
  explicit Formats(lxw_workbook* workbook)
      : header(workbook_add_format(workbook)), date(workbook_add_format(workbook)), moment(workbook_add_format(workbook)) {
    format_set_bold(header);
    format_set_num_format(date, "yyyy-mm-dd");
    format_set_num_format(moment, "yyyy-mm-dd hh:mm:ss");
  }
  lxw_format* header;
  lxw_format* date;
  lxw_format* moment;
};

double serial(std::chrono::milliseconds since_1970) {
  return static_cast<double>(since_1970.count()) / 86'400'000.0 + 25569;
}

struct WriteCell {
  lxw_worksheet* sheet;
  const Formats& formats;
  lxw_row_t row;
  lxw_col_t column;

  lxw_error operator()(model::Empty) const { return LXW_NO_ERROR; }
  lxw_error operator()(const std::string& text) const { return worksheet_write_string(sheet, row, column, text.c_str(), nullptr); }
  lxw_error operator()(bool truth) const { return worksheet_write_boolean(sheet, row, column, truth, nullptr); }
  lxw_error operator()(std::int64_t number) const { return digits(std::to_string(number)); }
  lxw_error operator()(const model::Decimal& number) const { return digits(number.to_string()); }
  lxw_error operator()(model::CalendarDate date) const {
    if (date.days() < kFirstDay) return (*this)(date.to_iso());
    return worksheet_write_number(sheet, row, column, serial(date.days().time_since_epoch()), formats.date);
  }
  lxw_error operator()(const model::DateTime& moment) const {
    if (moment.time_since_epoch() < kFirstDay.time_since_epoch()) return (*this)(model::to_text(moment));
    return worksheet_write_number(sheet, row, column, serial(moment.time_since_epoch()), formats.moment);
  }
  lxw_error digits(const std::string& text) const {
    if (text.size() > kMostDigits) return (*this)(text);
    return worksheet_write_number(sheet, row, column, std::strtod(text.c_str(), nullptr), nullptr);
  }
};

void write_rows(lxw_worksheet* sheet, const Formats& formats, const UploadTable& table) {
  for (std::size_t column = 0; column < table.columns.size(); ++column)
    worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(column), table.columns[column].header.c_str(), formats.header);
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      const WriteCell write{sheet, formats, static_cast<lxw_row_t>(row + 1), static_cast<lxw_col_t>(column)};
      if (const lxw_error error = std::visit(write, table.rows[row][column]); error != LXW_NO_ERROR)
        throw DestinationUnfit("the column \"" + table.columns[column].header + "\" of " + key_words(table.rows[row], table.columns) +
                                   " does not fit into a cell of Excel: " + lxw_strerror(error),
                               "leave the column out of the recipe's table, or use CSV");
    }
}

}  // namespace

void write_excel(const UploadTable& table, const std::filesystem::path& file) {
  if (table.rows.size() > kMostRows)
    throw DestinationUnfit("a sheet of Excel has 1,048,576 rows, and " + std::to_string(table.rows.size()) + " are to be written",
                           "use CSV or a database for this report");
  // Its temporary files would else lie where others can read.
  std::string folder = file.parent_path().string();
  lxw_workbook_options options{};
  options.tmpdir = folder.data();
  const auto close = [](lxw_workbook* workbook) { workbook_close(workbook); };
  std::unique_ptr<lxw_workbook, decltype(close)> workbook(workbook_new_opt(file.c_str(), &options), close);
  if (!workbook) throw NotVerified("libxlsxwriter makes no workbook " + file.string(), "look at the machine's memory and disk");
  lxw_worksheet* sheet = workbook_add_worksheet(workbook.get(), nullptr);
  const Formats formats(workbook.get());
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_set_column(sheet, 0, static_cast<lxw_col_t>(table.columns.size() - 1), kWidth, nullptr);
  write_rows(sheet, formats, table);
  if (const lxw_error error = workbook_close(workbook.release()); error != LXW_NO_ERROR)
    throw NotVerified("the workbook " + file.string() + " cannot be written: " + lxw_strerror(error), "look at the disk (df)");
}

}  // namespace nightporter::stages
