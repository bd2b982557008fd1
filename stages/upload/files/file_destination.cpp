#include "stages/upload/files/file_destination.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <fstream>
#include <optional>
#include <system_error>

#include "cdp/async/on_worker.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"
#include "stages/upload/error.h"
#include "stages/upload/files/excel_file.h"
#include "stages/upload/files/file_text.h"

namespace nightporter::stages {

namespace fs = std::filesystem;

namespace {

/// The table as the file shows it, all texts.
UploadTable shown(const UploadTable& table, FileDestination::Format format) {
  UploadTable texts{.columns = table.columns};
  for (const model::Row& row : table.rows) {
    model::Row cells;
    for (const model::Cell& cell : row) {
      std::string text = format == FileDestination::Format::kCsv ? csv_text(cell) : model::to_text(cell);
      cells.push_back(text.empty() ? model::Cell() : model::Cell(std::move(text)));
    }
    texts.rows.push_back(std::move(cells));
  }
  return texts;
}

std::string text_of(const RawValue& value, model::ColumnType type) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* truth = std::get_if<bool>(&value)) return model::to_text(*truth);
  if (const auto* moment = std::get_if<model::DateTime>(&value)) {
    const auto day = std::chrono::floor<std::chrono::days>(*moment);
    if (type == model::ColumnType::kDate && day == *moment)
      return model::CalendarDate(std::chrono::sys_days(day.time_since_epoch())).to_iso();
    return model::to_text(*moment);
  }
  if (const auto* number = std::get_if<RawNumber>(&value)) {
    char digits[400];
    return {digits, std::to_chars(digits, digits + sizeof digits, number->value, std::chars_format::fixed).ptr};
  }
  return "?";
}

/// nullopt when the file is not there. A file that is not what we wrote has rows that differ, and is written anew.
std::optional<std::vector<ExistingRow>> rows_of(const fs::path& file, const std::vector<model::ColumnMapping>& columns) {
  if (!fs::exists(file)) return std::nullopt;
  std::vector<ExistingRow> rows;
  std::vector<std::string> headers(columns.size());
  const auto take = [&](const RawRow& raw) {
    ExistingRow row{.position = static_cast<std::int64_t>(raw.number), .cells = model::Row(columns.size())};
    for (const RawCell& cell : raw.cells) {
      if (cell.column > columns.size()) continue;
      const std::size_t index = cell.column - 1;
      std::string text = text_of(cell.value, columns[index].type);
      if (raw.number == 1)
        headers[index] = text;
      else if (!text.empty())
        row.cells[index] = std::move(text);
    }
    if (raw.number > 1) rows.push_back(std::move(row));
  };
  try {
    read_raw(file, {}, {}, take);
  } catch (const ParseError&) {
    return std::nullopt;
  }
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (headers[index] != columns[index].header) return std::nullopt;
  return rows;
}

void write_csv(const UploadTable& texts, const fs::path& file) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << "\xEF\xBB\xBF";  // Excel takes a CSV without it for Latin-1
  std::vector<std::string> line;
  for (const auto& column : texts.columns) line.push_back(column.header);
  out << csv_line(line);
  for (const model::Row& row : texts.rows) {
    line.clear();
    for (const model::Cell& cell : row) line.push_back(model::to_text(cell));
    out << csv_line(line);
  }
  out.close();
  if (!out) throw NotVerified(file.string() + " cannot be written: " + std::generic_category().message(errno), "look at the disk (df)");
}

void make_private_and_durable(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 || ::fchmod(descriptor, S_IRUSR | S_IWUSR) != 0 || ::fsync(descriptor) != 0) {
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    throw NotVerified(file.string() + " cannot be made durable: " + std::generic_category().message(error), "look at the disk (df, dmesg)");
  }
  ::close(descriptor);
}

}  // namespace

UploadPlan FileDestination::look(const UploadTable& table, const fs::path& file) const {
  return plan_upload(shown(table, format_), rows_of(file, table.columns).value_or(std::vector<ExistingRow>()));
}

UploadPlan FileDestination::write(const UploadTable& table) const {
  UploadPlan plan = look(table, file_);
  if (plan.nothing_to_do() && fs::exists(file_)) return plan;
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  const fs::path part = file_.parent_path() / ("." + file_.filename().string() + ".part");
  if (format_ == Format::kCsv)
    write_csv(shown(table, format_), part);
  else
    write_excel(table, part);
  make_private_and_durable(part);
  if (const UploadPlan left = look(table, part); !left.nothing_to_do()) {
    fs::remove(part, error);
    throw NotVerified(file_.string() + " does not read back as it was written, so the old one stays",
                      "this is a mistake in the program: please report it");
  }
  fs::rename(part, file_, error);
  if (error) throw DestinationUnfit(file_.string() + " cannot be put into its place: " + error.message(), "look who owns its folder");
  return plan;
}

awaitable<UploadPlan> FileDestination::compare(const UploadTable& table, Beginning, Deadline) {
  co_return co_await on_worker([&] { return look(table, file_); });
}

awaitable<UploadPlan> FileDestination::bring_up_to_date(const UploadTable& table, Beginning, Deadline) {
  co_return co_await on_worker([&] { return write(table); });
}

}  // namespace nightporter::stages
