#include "stages/check/table_checker.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "stages/check/exact_sum.h"
#include "stages/check/key_ledger.h"
#include "stages/parse/parse_error.h"

namespace nightporter::stages {

std::string_view to_string(CheckRule rule) {
  switch (rule) {
    case CheckRule::kRowsAtLeast:
      return "rows-at-least";
    case CheckRule::kRowsAtMost:
      return "rows-at-most";
    case CheckRule::kPeriod:
      return "period";
    case CheckRule::kColumnEquals:
      return "column-equals";
    case CheckRule::kTotals:
      return "totals";
    case CheckRule::kRequired:
      return "required";
    case CheckRule::kEmpty:
      return "empty";
  }
  return "unknown";
}

namespace {

std::optional<model::CalendarDate> day_of(const model::Cell& cell) {
  if (const auto* date = std::get_if<model::CalendarDate>(&cell)) return *date;
  if (const auto* moment = std::get_if<model::DateTime>(&cell))
    return model::CalendarDate(std::chrono::sys_days(std::chrono::floor<std::chrono::days>(*moment).time_since_epoch()));
  return std::nullopt;
}

std::optional<model::Decimal> number_of(const model::Cell& cell) {
  if (const auto* decimal = std::get_if<model::Decimal>(&cell)) return *decimal;
  if (const auto* whole = std::get_if<std::int64_t>(&cell);
      whole != nullptr && *whole > -1'000'000'000'000'000'000 && *whole < 1'000'000'000'000'000'000)
    return model::Decimal(*whole, 0);
  return std::nullopt;
}

}  // namespace

class TableChecker::Impl {
 public:
  Impl(const model::TableMapping& mapping, model::TableChecks checks, model::Period asked)
      : mapping_(mapping), checks_(std::move(checks)), asked_(asked), keys_(mapping_.key_columns()) {
    for (const auto& [column, text] : checks_.column_equals) {
      const auto found = std::find_if(
          mapping_.columns.begin(), mapping_.columns.end(),
          [&name = column](const model::ColumnMapping& candidate) { return candidate.header == name || candidate.name == name; });
      if (found == mapping_.columns.end() && mapping_.other_columns != model::OtherColumns::kKeep)
        throw ParseError(ParseErrorKind::kBadMapping, "a check asks for column \"" + column + "\", which the table does not keep",
                         "Add it to table.columns in the recipe, or say other_columns: keep.");
      equal_columns_.push_back({column, text, found - mapping_.columns.begin()});
    }
    if (mapping_.totals_row)
      for (const std::string& name : mapping_.totals_row->check)
        for (std::size_t i = 0; i < mapping_.columns.size(); ++i)
          if (mapping_.columns[i].name == name) sums_.push_back({i, {}});
  }

  RowVerdict check(const ParsedRow& row) {
    ++rows_read_;
    for (ColumnSum& sum : sums_)
      if (const auto number = number_of(row.cells[sum.column])) sum.total.add(*number);
    if (mapping_.keep_rows_in_period && is_outside_period(row)) {
      ++report_.rows_outside_period;
      return RowVerdict::kDrop;
    }
    ++report_.rows;
    check_required(row);
    check_period(row);
    check_equal_columns(row);
    switch (keys_.add(row)) {
      case KeyLedger::Seen::kNew:
        break;
      case KeyLedger::Seen::kSameContent:
        ++report_.duplicate_rows;
        break;
      case KeyLedger::Seen::kOtherContent:
        ++report_.conflicting_rows;
        break;
    }
    return RowVerdict::kKeep;
  }

  CheckReport finish(const ParsedTable& table, EmptyMarker marker) {
    check_row_count();
    check_totals(table);
    check_emptiness(marker);
    return std::move(report_);
  }

 private:
  struct EqualColumn {
    std::string column;
    std::string text;
    std::ptrdiff_t position;  // in the mapping; past its end = among the other columns
  };
  struct ColumnSum {
    std::size_t column;
    ExactSum total;
  };

  void add(Violation violation) {
    if (++report_.violation_count <= kShownViolations) report_.violations.push_back(std::move(violation));
  }

  bool is_outside_period(const ParsedRow& row) const {
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i)
      if (const auto day = mapping_.columns[i].period ? day_of(row.cells[i]) : std::nullopt; day && !asked_.contains(*day)) return true;
    return false;
  }

  void check_required(const ParsedRow& row) {
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
      const model::ColumnMapping& column = mapping_.columns[i];
      const bool needed = column.key || column.required || column.period;
      if (!needed || !std::holds_alternative<model::Empty>(row.cells[i])) continue;
      const char* role = column.key ? "part of the key" : column.required ? "required" : "the date that is checked";
      add({CheckRule::kRequired, row.number, column.header, "", "empty, but it is " + std::string(role),
           "If the site leaves it empty at times, change the recipe; if the row is a total or a footer, describe it there."});
    }
  }

  void check_period(const ParsedRow& row) {
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
      const auto day = mapping_.columns[i].period ? day_of(row.cells[i]) : std::nullopt;
      if (day && !asked_.contains(*day))
        add({CheckRule::kPeriod, row.number, mapping_.columns[i].header, model::to_text(row.cells[i]),
             day->to_iso() + " lies outside the asked " + asked_.to_string(),
             "The site ignored its date filter, or swaps day and month. If it cannot filter, say keep_rows: { period: true } in the "
             "recipe."});
    }
  }

  void check_equal_columns(const ParsedRow& row) {
    for (const EqualColumn& wanted : equal_columns_) {
      const bool mapped = wanted.position < static_cast<std::ptrdiff_t>(mapping_.columns.size());
      const std::string text =
          mapped ? model::to_text(row.cells[static_cast<std::size_t>(wanted.position)]) : other_column(row, wanted.column);
      if (text != wanted.text)
        add({CheckRule::kColumnEquals, row.number, wanted.column, text, "must be \"" + wanted.text + "\"",
             "The report may be of another store; check the account and what is chosen on the page."});
    }
  }

  static std::string other_column(const ParsedRow& row, const std::string& header) {
    if (row.other_columns.empty()) return {};
    const boost::json::value others = boost::json::parse(row.other_columns);
    const boost::json::value* text = others.as_object().if_contains(header);
    return text == nullptr ? std::string() : std::string(text->as_string());
  }

  void check_row_count() {
    const auto rows = static_cast<std::int64_t>(report_.rows);
    if (checks_.rows_at_least && rows < *checks_.rows_at_least)
      add({CheckRule::kRowsAtLeast, 0, "", std::to_string(rows),
           std::to_string(rows) + " rows, but at least " + std::to_string(*checks_.rows_at_least) + " are expected",
           "Look at the page: is the filter right, is the report complete?"});
    if (checks_.rows_at_most && rows > *checks_.rows_at_most)
      add({CheckRule::kRowsAtMost, 0, "", std::to_string(rows),
           std::to_string(rows) + " rows, but at most " + std::to_string(*checks_.rows_at_most) + " are expected",
           "The site may cut reports off at a limit, or have ignored the filter; ask for a shorter period."});
  }

  void check_totals(const ParsedTable& table) {
    if (!mapping_.totals_row || (rows_read_ == 0 && !table.totals)) return;
    if (!table.totals) {
      add({CheckRule::kTotals, 0, mapping_.totals_row->column, "",
           "no totals row \"" + mapping_.totals_row->equals + "\" below " + std::to_string(rows_read_) + " rows",
           "The file may have been cut off; download it again."});
      return;
    }
    for (const ColumnSum& sum : sums_) {
      const std::string& header = mapping_.columns[sum.column].header;
      const auto said = std::find_if(table.totals->sums.begin(), table.totals->sums.end(),
                                     [&](const ParsedTotals::Sum& candidate) { return candidate.column == sum.column; });
      if (said == table.totals->sums.end())
        add({CheckRule::kTotals, table.totals->number, header, "", "the totals row has no number here",
             "Correct totals_row.check in the recipe."});
      else if (!sum.total.equals(said->value))
        add({CheckRule::kTotals, table.totals->number, header, said->value.to_string(), "the rows add up to " + sum.total.to_string(),
             "Rows are missing or double; download the report again."});
    }
  }

  void check_emptiness(EmptyMarker marker) {
    if (rows_read_ > 0 && marker == EmptyMarker::kSeen)
      add({CheckRule::kEmpty, 0, "", std::to_string(rows_read_),
           "the page said that there are no rows, but the file has " + std::to_string(rows_read_),
           "The file may be of an earlier search; run the report again."});
    if (rows_read_ > 0) return;
    report_.emptiness = marker == EmptyMarker::kSeen ? Emptiness::kConfirmed : Emptiness::kSuspicious;
    if (report_.emptiness == Emptiness::kSuspicious)
      add({CheckRule::kEmpty, 0, "", "", "empty, suspicious: the report has no rows, and the page did not say that there are none",
           "Look at the page; when it says so in words, name them in the recipe: empty_when_page_shows."});
  }

  const model::TableMapping mapping_;
  const model::TableChecks checks_;
  const model::Period asked_;
  std::vector<EqualColumn> equal_columns_;
  std::vector<ColumnSum> sums_;
  KeyLedger keys_;
  std::uint64_t rows_read_ = 0;
  CheckReport report_;
};

TableChecker::TableChecker(const model::TableMapping& mapping, model::TableChecks checks, model::Period asked)
    : impl_(std::make_unique<Impl>(mapping, std::move(checks), asked)) {}
TableChecker::~TableChecker() = default;
TableChecker::TableChecker(TableChecker&&) noexcept = default;
TableChecker& TableChecker::operator=(TableChecker&&) noexcept = default;

RowVerdict TableChecker::check(const ParsedRow& row) {
  return impl_->check(row);
}
CheckReport TableChecker::finish(const ParsedTable& table, EmptyMarker marker) {
  return impl_->finish(table, marker);
}

}  // namespace nightporter::stages
