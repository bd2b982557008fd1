#include "stages/parse/guess_table.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <variant>

#include "stages/check/exact_sum.h"
#include "stages/parse/process/read_apart.h"
#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/typed/date_format.h"
#include "stages/parse/typed/folded_text.h"
#include "stages/parse/typed/number_text.h"

namespace nightporter::stages {
namespace {

constexpr std::size_t kMostRows = 2'000;
constexpr std::size_t kMostTitleRows = 30;
constexpr std::size_t kMostFooters = 5;
constexpr std::size_t kMostKeyColumns = 4;   // together
constexpr std::size_t kMostKeyChoices = 12;  // the first columns

/// A cell that outlives its row.
struct SeenCell {
  std::string text;  // empty for a number or a date
  std::optional<double> number;
  std::optional<model::DateTime> time;
  bool is_text_on_purpose = false;
  bool is_flag = false;
};
using SeenRow = std::map<std::uint32_t, SeenCell>;

SeenCell seen(const RawCell& cell) {
  SeenCell result;
  result.is_text_on_purpose = cell.shown_as_text;
  if (const auto* text = std::get_if<std::string_view>(&cell.value)) result.text = folded(*text);
  if (const auto* number = std::get_if<RawNumber>(&cell.value)) result.number = number->value;
  if (const auto* time = std::get_if<model::DateTime>(&cell.value)) result.time = *time;
  if (const auto* flag = std::get_if<bool>(&cell.value)) result.text = *flag ? "true" : "false";
  result.is_flag = std::holds_alternative<bool>(cell.value);
  return result;
}

/// Of the first rows the one with the most cells that are all texts and all different.
std::optional<std::size_t> header_of(const std::vector<SeenRow>& rows) {
  std::optional<std::size_t> best;
  std::size_t most = 0;
  for (std::size_t i = 0; i + 1 < rows.size() && i < kMostTitleRows; ++i) {
    std::set<std::string> texts;
    bool all_texts = true;
    for (const auto& [column, cell] : rows[i]) all_texts = all_texts && !cell.text.empty() && texts.insert(cell.text).second;
    if (!all_texts || texts.size() <= most) continue;
    most = texts.size();
    best = i;
  }
  return best;
}

/// "Order No." → "order_no"
std::string column_name(const std::string& header, std::set<std::string>& taken) {
  std::string name;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 && byte < 0x80)
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty() || std::isalpha(static_cast<unsigned char>(name.front())) == 0) name = "column_" + name;
  name.resize(std::min<std::size_t>(name.size(), 50));
  if (model::is_reserved_column_name(name)) name = "report_" + name;
  std::string unique = name;
  for (int number = 2; !taken.insert(unique).second; ++number) unique = name + "_" + std::to_string(number);
  return unique;
}

/// The first that reads all values is proposed; en-US is what an empty locale means.
constexpr std::array<const char*, 5> kLocales{"", "en-IN", "de-DE", "fr-FR", "id-ID"};
/// Day before month before month before day: the second half of the world says so in the recipe.
constexpr std::array<const char*, 27> kDateFormats{
    "yyyy-MM-dd",         "dd/MM/yyyy",          "dd-MM-yyyy",          "dd.MM.yyyy",
    "MM/dd/yyyy",         "MM-dd-yyyy",          "yyyy/MM/dd",          "dd/MM/yy",
    "MM/dd/yy",           "dd MMM yyyy",         "dd-MMM-yyyy",         "dd-MMM-yy",
    "MMM dd, yyyy",       "yyyy-MM-dd HH:mm",    "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss",
    "dd/MM/yyyy HH:mm",   "dd/MM/yyyy HH:mm:ss", "MM/dd/yyyy HH:mm",    "MM/dd/yyyy HH:mm:ss",
    "dd-MM-yyyy HH:mm",   "dd-MM-yyyy HH:mm:ss", "dd.MM.yyyy HH:mm",    "dd MMM yyyy HH:mm",
    "dd/MM/yyyy hh:mm a", "MM/dd/yyyy hh:mm a",  "dd MMM yyyy hh:mm a"};

/// Digits that mean more than their number: "007", 16 digits of an account, a telephone number.
bool is_number_as_text(const SeenCell& cell) {
  if (cell.is_text_on_purpose) return true;
  const std::string& text = cell.text;
  return (text.size() > 1 && text[0] == '0' && std::isdigit(static_cast<unsigned char>(text[1])) != 0) ||
         (text.size() >= 10 && text.find_first_not_of("0123456789") == std::string::npos);
}

/// Judges one column by all of its values.
class ColumnGuess {
 public:
  explicit ColumnGuess(const std::vector<const SeenCell*>& cells) : cells_(cells) {}

  void judge(model::ColumnMapping& column) {
    if (cells_.empty()) return;
    if (all([](const SeenCell& cell) { return cell.time.has_value(); })) {
      for (const SeenCell* cell : cells_) add_day(*cell->time, column);
    } else if (all([](const SeenCell& cell) { return cell.number.has_value() && !cell.is_text_on_purpose; })) {
      const bool whole = all([](const SeenCell& cell) { return *cell.number == std::floor(*cell.number); });
      column.type = whole ? model::ColumnType::kInteger : model::ColumnType::kDecimal;
    } else if (all([](const SeenCell& cell) { return !cell.text.empty(); })) {
      judge_texts(column);
    }
  }

  std::optional<model::Period> days() const { return days_; }
  std::vector<std::string> other_readings() { return std::move(other_readings_); }

 private:
  template <class Predicate>
  bool all(Predicate holds) const {
    return std::all_of(cells_.begin(), cells_.end(), [&](const SeenCell* cell) { return holds(*cell); });
  }

  void judge_texts(model::ColumnMapping& column) {
    if (all([](const SeenCell& cell) { return cell.is_flag; })) {
      column.type = model::ColumnType::kBoolean;
      return;
    }
    if (judge_dates(column)) return;
    if (all([](const SeenCell& cell) { return !is_number_as_text(cell); })) judge_numbers(column);
  }

  bool judge_dates(model::ColumnMapping& column) {
    for (const char* pattern : kDateFormats) {
      const DateFormat format(pattern, "");
      if (!all([&](const SeenCell& cell) { return format.read(cell.text).has_value(); })) continue;
      if (!column.format.empty()) {
        const DateFormat chosen(column.format, "");
        if (!all([&](const SeenCell& cell) { return format.read(cell.text) == chosen.read(cell.text); }))
          other_readings_.emplace_back(pattern);
        continue;
      }
      for (const SeenCell* cell : cells_) add_day(*format.read(cell->text), column);
      column.format = pattern;
      if (column.format.find('H') != std::string::npos || column.format.find('h') != std::string::npos)
        column.type = model::ColumnType::kDateTime;
    }
    return !column.format.empty();
  }

  void judge_numbers(model::ColumnMapping& column) {
    const auto is_dashed = [](const SeenCell& cell) { return is_dash(cell.text); };
    if (all(is_dashed)) return;
    std::optional<NumberText> chosen;
    for (const char* locale : kLocales) {
      const NumberText numbers(locale);
      if (!all([&](const SeenCell& cell) { return is_dashed(cell) || numbers.read(cell.text).has_value(); })) continue;
      if (chosen) {
        if (!all([&](const SeenCell& cell) { return is_dashed(cell) || numbers.read(cell.text) == chosen->read(cell.text); }))
          other_readings_.emplace_back(locale);
        continue;
      }
      chosen = numbers;
      const bool whole =
          all([&](const SeenCell& cell) { return is_dashed(cell) || cell.text.find_first_not_of("-0123456789") == std::string::npos; });
      column.type = whole ? model::ColumnType::kInteger : model::ColumnType::kDecimal;
      if (!whole) column.locale = locale;
    }
  }

  void add_day(model::DateTime time, model::ColumnMapping& column) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    if (day != time || column.type == model::ColumnType::kDateTime)
      column.type = model::ColumnType::kDateTime;
    else
      column.type = model::ColumnType::kDate;
    const model::CalendarDate date{std::chrono::sys_days(day.time_since_epoch())};
    if (!days_) days_ = model::Period{date, date};
    days_->from = std::min(days_->from, date);
    days_->to = std::max(days_->to, date);
  }

  const std::vector<const SeenCell*>& cells_;
  std::optional<model::Period> days_;
  std::vector<std::string> other_readings_;
};

std::optional<model::Decimal> decimal_of(double number) {
  const RawCell cell{.value = RawNumber{.value = number}};
  return model::Decimal::parse(plain_text(cell));
}

std::string identity(const SeenCell& cell) {
  if (cell.number) return std::to_string(*cell.number);
  return cell.time ? std::to_string(cell.time->time_since_epoch().count()) : cell.text;
}

class TableGuess {
 public:
  explicit TableGuess(const std::vector<SeenRow>& rows) : rows_(rows) {}

  /// `numbers`: of the rows, 1-based.
  std::optional<GuessedTable> guess(const std::vector<std::uint64_t>& numbers) {
    const auto header = header_of(rows_);
    if (!header) return std::nullopt;
    header_ = *header;
    table_.header_row = numbers[header_];
    end_ = rows_.size();
    leave_out_footers();
    find_totals();
    if (end_ <= header_ + 1) return std::nullopt;
    for (const auto& [position, cell] : rows_[header_]) add_column(position, cell.text);
    if (!choose_key()) return std::nullopt;
    if (totals_) check_sums();
    return std::move(table_);
  }

 private:
  using Positions = std::vector<std::size_t>;  // of columns in the mapping

  bool is_total(const SeenRow& row) const { return mark_of(row) != nullptr; }

  const std::pair<const std::uint32_t, SeenCell>* mark_of(const SeenRow& row) const {
    static const std::regex kTotal("(grand |sub)?totals?:?", std::regex::icase);
    for (const auto& entry : row)
      if (rows_[header_].contains(entry.first) && std::regex_match(entry.second.text, kTotal)) return &entry;
    return nullptr;
  }

  /// "Printed on …" below the table.
  void leave_out_footers() {
    const auto is_footer = [&](const SeenRow& row) { return row.size() <= 2 && row.size() * 2 < rows_[header_].size() && !is_total(row); };
    for (std::size_t left = kMostFooters; left > 0 && end_ > header_ + 2 && is_footer(rows_[end_ - 1]); --left) --end_;
  }

  void find_totals() {
    if (end_ < header_ + 3) return;
    const auto* mark = mark_of(rows_[end_ - 1]);
    if (mark == nullptr) return;
    totals_ = model::TotalsRow{rows_[header_].at(mark->first).text, mark->second.text, {}};
    --end_;
  }

  void add_column(std::uint32_t position, const std::string& title) {
    std::vector<const SeenCell*> cells;
    for (std::size_t row = header_ + 1; row < end_; ++row)
      if (const auto cell = rows_[row].find(position); cell != rows_[row].end() && !is_empty(cell->second)) cells.push_back(&cell->second);
    model::ColumnMapping column;
    column.header = title;
    column.name = column_name(title, names_);
    ColumnGuess guess(cells);
    guess.judge(column);
    const bool full = cells.size() == end_ - header_ - 1;
    const bool is_amount = column.type == model::ColumnType::kDecimal || column.type == model::ColumnType::kBoolean;
    if (full && !is_amount) full_columns_.push_back(table_.mapping.columns.size());
    table_.days.push_back(full ? guess.days() : std::nullopt);
    table_.other_readings.push_back(guess.other_readings());
    table_.mapping.columns.push_back(std::move(column));
    positions_.push_back(position);
  }

  static bool is_empty(const SeenCell& cell) { return cell.text.empty() && !cell.number && !cell.time; }

  /// One column that tells the rows apart, no date; else the first two, three or four together that do.
  bool choose_key() {
    for (const std::size_t column : full_columns_) {
      if (!is_unique({column}) || is_date(column)) continue;
      table_.key_candidates.push_back(table_.mapping.columns[column].name);
      if (table_.key_candidates.size() == 1) table_.mapping.columns[column].key = true;
    }
    if (!table_.key_candidates.empty()) return true;
    for (std::size_t width = 2; width <= kMostKeyColumns; ++width)
      if (choose_together({}, 0, width)) return true;
    return false;
  }

  bool choose_together(Positions chosen, std::size_t next, std::size_t width) {
    if (chosen.size() == width) {
      if (!is_unique(chosen)) return false;
      for (const std::size_t column : chosen) table_.mapping.columns[column].key = true;
      return true;
    }
    for (; next < std::min(full_columns_.size(), kMostKeyChoices); ++next) {
      Positions more = chosen;
      more.push_back(full_columns_[next]);
      if (choose_together(std::move(more), next + 1, width)) return true;
    }
    return false;
  }

  bool is_date(std::size_t column) const {
    const model::ColumnType type = table_.mapping.columns[column].type;
    return type == model::ColumnType::kDate || type == model::ColumnType::kDateTime;
  }

  bool is_unique(const Positions& columns) const {
    std::set<std::vector<std::string>> seen;
    for (std::size_t row = header_ + 1; row < end_; ++row) {
      std::vector<std::string> values;
      for (const std::size_t column : columns) values.push_back(identity(rows_[row].at(positions_[column])));
      if (!seen.insert(std::move(values)).second) return false;
    }
    return true;
  }

  std::optional<model::Decimal> value_in(const SeenRow& row, std::size_t column) const {
    const auto cell = row.find(positions_[column]);
    if (cell == row.end()) return std::nullopt;
    if (!cell->second.number) return NumberText(table_.mapping.columns[column].locale).read(cell->second.text);
    return decimal_of(*cell->second.number);
  }

  void check_sums() {
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      const model::ColumnType type = table_.mapping.columns[i].type;
      if (type != model::ColumnType::kInteger && type != model::ColumnType::kDecimal) continue;
      const auto total = value_in(rows_[end_], i);
      if (!total) continue;
      ExactSum sum;
      for (std::size_t row = header_ + 1; row < end_; ++row)
        if (const auto value = value_in(rows_[row], i)) sum.add(*value);
      if (sum.equals(*total)) totals_->check.push_back(table_.mapping.columns[i].name);
    }
    table_.mapping.totals_row = std::move(totals_);
  }

  const std::vector<SeenRow>& rows_;
  std::size_t header_ = 0;
  std::size_t end_ = 0;  // behind the last fact
  GuessedTable table_;
  std::vector<std::uint32_t> positions_;
  Positions full_columns_;  // that may be a key
  std::set<std::string> names_;
  std::optional<model::TotalsRow> totals_;
};

}  // namespace

std::optional<GuessedTable> guess_table(const std::filesystem::path& file) {
  struct Seen {
    std::vector<SeenRow> rows;
    std::vector<std::uint64_t> numbers;
  };
  std::map<std::size_t, Seen> tables;
  read_apart(file, TableChoice(), ReadLimits(), [&](const RawRow& row) {
    Seen& table = tables[row.table];
    // The last row may be the one that adds up the others.
    if (table.rows.size() >= kMostRows) {
      table.rows.pop_back();
      table.numbers.pop_back();
    }
    SeenRow cells;
    for (const RawCell& cell : row.cells) cells.emplace(cell.column, seen(cell));
    table.rows.push_back(std::move(cells));
    table.numbers.push_back(row.number);
  });
  std::optional<GuessedTable> best;
  for (const auto& [number, table] : tables) {
    auto guess = TableGuess(table.rows).guess(table.numbers);
    if (guess) guess->table = number;
    if (guess && (!best || guess->mapping.columns.size() > best->mapping.columns.size())) best = std::move(guess);
  }
  return best;
}

}  // namespace nightporter::stages
