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

#include "stages/parse/raw_reader.h"
#include "stages/parse/typed/date_format.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {
namespace {

constexpr std::size_t kMostRows = 2'000;
constexpr std::size_t kMostTitleRows = 30;

/// A cell that outlives its row.
struct SeenCell {
  std::string text;  // empty for a number or a date
  std::optional<double> number;
  std::optional<model::DateTime> time;
  bool is_text_on_purpose = false;
};
using SeenRow = std::map<std::uint32_t, SeenCell>;

SeenCell seen(const RawCell& cell) {
  SeenCell result;
  result.is_text_on_purpose = cell.shown_as_text;
  if (const auto* text = std::get_if<std::string_view>(&cell.value)) result.text = folded(*text);
  if (const auto* number = std::get_if<RawNumber>(&cell.value)) result.number = number->value;
  if (const auto* time = std::get_if<model::DateTime>(&cell.value)) result.time = *time;
  if (const auto* flag = std::get_if<bool>(&cell.value)) result.text = *flag ? "true" : "false";
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

/// Numbers as pages write them, by the locale that reads them so.
struct NumberStyle {
  const char* locale;
  const char* pattern;
};
constexpr std::array<NumberStyle, 4> kNumberStyles{{{"", "-?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,15})(\\.[0-9]+)?"},
                                                    {"en-IN", "-?([0-9]{1,2}(,[0-9]{2})*,[0-9]{3}|[0-9]{1,15})(\\.[0-9]+)?"},
                                                    {"de-DE", "-?([0-9]{1,3}(\\.[0-9]{3})+|[0-9]{1,15})(,[0-9]+)?"},
                                                    {"fr-FR", "-?([0-9]{1,3}( [0-9]{3})+|[0-9]{1,15})(,[0-9]+)?"}}};
constexpr std::array<const char*, 16> kDateFormats{"yyyy-MM-dd",       "dd/MM/yyyy",          "dd-MM-yyyy",        "dd.MM.yyyy",
                                                   "MM/dd/yyyy",       "dd MMM yyyy",         "dd-MMM-yyyy",       "dd-MMM-yy",
                                                   "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "dd/MM/yyyy HH:mm",  "dd/MM/yyyy HH:mm:ss",
                                                   "dd-MM-yyyy HH:mm", "dd-MM-yyyy HH:mm:ss", "dd MMM yyyy HH:mm", "MM/dd/yyyy hh:mm a"};

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

 private:
  template <class Predicate>
  bool all(Predicate holds) const {
    return std::all_of(cells_.begin(), cells_.end(), [&](const SeenCell* cell) { return holds(*cell); });
  }

  void judge_texts(model::ColumnMapping& column) {
    for (const char* pattern : kDateFormats) {
      const DateFormat format(pattern, "");
      if (!all([&](const SeenCell& cell) { return format.read(cell.text).has_value(); })) continue;
      for (const SeenCell* cell : cells_) add_day(*format.read(cell->text), column);
      column.format = pattern;
      if (column.format.find('H') != std::string::npos || column.format.find('h') != std::string::npos)
        column.type = model::ColumnType::kDateTime;
      return;
    }
    if (!all([](const SeenCell& cell) { return !is_number_as_text(cell); })) return;
    for (const NumberStyle& style : kNumberStyles) {
      const std::regex pattern(style.pattern);
      if (!all([&](const SeenCell& cell) { return std::regex_match(cell.text, pattern); })) continue;
      const bool whole = all([](const SeenCell& cell) { return cell.text.find_first_of(",. ") == std::string::npos; });
      column.type = whole ? model::ColumnType::kInteger : model::ColumnType::kDecimal;
      if (!whole) column.locale = style.locale;
      return;
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
};

std::string identity(const SeenCell& cell) {
  if (cell.number) return std::to_string(*cell.number);
  return cell.time ? std::to_string(cell.time->time_since_epoch().count()) : cell.text;
}

class TableGuess {
 public:
  explicit TableGuess(const std::vector<SeenRow>& rows) : rows_(rows) {}

  std::optional<GuessedTable> guess() {
    const auto header = header_of(rows_);
    if (!header) return std::nullopt;
    end_ = rows_.size();
    find_totals(*header);
    if (end_ <= *header + 1) return std::nullopt;
    for (const auto& [position, cell] : rows_[*header]) add_column(*header, position, cell.text);
    if (!has_key_) return std::nullopt;
    if (totals_) check_sums(*header);
    return std::move(table_);
  }

 private:
  void find_totals(std::size_t header) {
    static const std::regex kTotal("(grand |sub)?totals?:?", std::regex::icase);
    if (rows_.size() < header + 3) return;
    for (const auto& [position, cell] : rows_.back()) {
      const auto title = rows_[header].find(position);
      if (title == rows_[header].end() || !std::regex_match(cell.text, kTotal)) continue;
      totals_ = model::TotalsRow{title->second.text, cell.text, {}};
      --end_;
      return;
    }
  }

  void add_column(std::size_t header, std::uint32_t position, const std::string& title) {
    std::vector<const SeenCell*> cells;
    std::set<std::string> different;
    for (std::size_t row = header + 1; row < end_; ++row)
      if (const auto cell = rows_[row].find(position); cell != rows_[row].end()) {
        cells.push_back(&cell->second);
        different.insert(identity(cell->second));
      }
    model::ColumnMapping column;
    column.header = title;
    column.name = column_name(title, names_);
    ColumnGuess guess(cells);
    guess.judge(column);
    const bool full = cells.size() == end_ - header - 1;
    const bool can_be_key = column.type == model::ColumnType::kText || column.type == model::ColumnType::kInteger;
    column.key = !has_key_ && full && can_be_key && different.size() == cells.size();
    has_key_ = has_key_ || column.key;
    table_.days.push_back(full ? guess.days() : std::nullopt);
    table_.mapping.columns.push_back(std::move(column));
    positions_.push_back(position);
  }

  /// Sums of numbers only: those that are texts in the file are left to who knows them.
  void check_sums(std::size_t header) {
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      const auto total = rows_.back().find(positions_[i]);
      if (total == rows_.back().end() || !total->second.number) continue;
      double sum = 0;
      for (std::size_t row = header + 1; row < end_; ++row)
        if (const auto cell = rows_[row].find(positions_[i]); cell != rows_[row].end()) sum += cell->second.number.value_or(0);
      const model::ColumnType type = table_.mapping.columns[i].type;
      const bool is_number = type == model::ColumnType::kInteger || type == model::ColumnType::kDecimal;
      if (is_number && std::abs(sum - *total->second.number) < 0.005) totals_->check.push_back(table_.mapping.columns[i].name);
    }
    table_.mapping.totals_row = std::move(totals_);
  }

  const std::vector<SeenRow>& rows_;
  std::size_t end_ = 0;  // behind the last fact
  GuessedTable table_;
  std::vector<std::uint32_t> positions_;
  std::set<std::string> names_;
  bool has_key_ = false;
  std::optional<model::TotalsRow> totals_;
};

}  // namespace

std::optional<GuessedTable> guess_table(const std::filesystem::path& file) {
  std::map<std::size_t, std::vector<SeenRow>> tables;
  read_raw(file, TableChoice(), ReadLimits(), [&](const RawRow& row) {
    std::vector<SeenRow>& rows = tables[row.table];
    // The last row may be the one that adds up the others.
    if (rows.size() >= kMostRows) rows.pop_back();
    SeenRow cells;
    for (const RawCell& cell : row.cells) cells.emplace(cell.column, seen(cell));
    rows.push_back(std::move(cells));
  });
  std::optional<GuessedTable> best;
  for (const auto& [number, rows] : tables) {
    auto guess = TableGuess(rows).guess();
    if (guess && (!best || guess->mapping.columns.size() > best->mapping.columns.size())) best = std::move(guess);
  }
  return best;
}

}  // namespace nightporter::stages
