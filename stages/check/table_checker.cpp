#include "stages/check/table_checker.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

#include "stages/check/exact_sum.h"
#include "stages/check/key_ledger.h"
#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

constexpr std::array<std::pair<CheckRule, std::string_view>, 11> kRuleWords{{{CheckRule::kRowsAtLeast, "rows-at-least"},
                                                                             {CheckRule::kRowsAtMost, "rows-at-most"},
                                                                             {CheckRule::kRowsAgainstHistory, "rows-against-history"},
                                                                             {CheckRule::kPeriod, "period"},
                                                                             {CheckRule::kColumnEquals, "column-equals"},
                                                                             {CheckRule::kTotals, "totals"},
                                                                             {CheckRule::kRequired, "required"},
                                                                             {CheckRule::kDuplicateKeys, "duplicate-keys"},
                                                                             {CheckRule::kEmpty, "empty"},
                                                                             {CheckRule::kKey, "key"},
                                                                             {CheckRule::kBadRows, "bad-rows"}}};

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

std::string_view to_string(CheckRule rule) {
  for (const auto& [known, word] : kRuleWords)
    if (known == rule) return word;
  return "unknown";
}

std::optional<CheckRule> parse_check_rule(std::string_view word) {
  for (const auto& [rule, known] : kRuleWords)
    if (known == word) return rule;
  return std::nullopt;
}

bool can_be_accepted(CheckRule rule) {
  return rule != CheckRule::kKey && rule != CheckRule::kBadRows;
}

bool CheckReport::can_be_accepted() const {
  return !failed.empty() && std::all_of(failed.begin(), failed.end(), [](CheckRule rule) { return stages::can_be_accepted(rule); });
}

class TableChecker::Impl {
 public:
  Impl(const model::TableMapping& mapping, model::TableChecks checks, CheckContext context)
      : mapping_(mapping), checks_(std::move(checks)), context_(std::move(context)), keys_(mapping_.key_columns()) {
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
    add_to_sums(row.cells);
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
        count_day(row);
        break;
      case KeyLedger::Seen::kSameContent:
        ++report_.duplicate_rows;
        if (checks_.duplicate_keys == model::DuplicateKeys::kRefuse) add_duplicate(row, "the same row");
        break;
      case KeyLedger::Seen::kOtherContent:
        ++report_.conflicting_rows;
        if (checks_.duplicate_keys != model::DuplicateKeys::kAllow) add_duplicate(row, "a row with other content");
        break;
    }
    return RowVerdict::kKeep;
  }

  void leave_out(const BadRow& row) {
    ++rows_read_;
    ++report_.bad_rows;
    add_to_sums(row.cells);
  }

  CheckReport finish(const ParsedTable& table, EmptyMarker marker) {
    if (table.says_empty) marker = EmptyMarker::kSeen;
    if (rows_read_ > 0) check_row_count();
    check_history();
    check_totals(table);
    check_emptiness(marker);
    if (report_.bad_rows > 0 && report_.bad_rows == rows_read_)
      add({CheckRule::kBadRows, 0, "", std::to_string(rows_read_), "not one of the " + std::to_string(rows_read_) + " rows is good",
           "The site may have changed what the columns hold; correct the recipe's table.columns."});
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
    if (context_.waived.contains(violation.rule)) {
      report_.waived.insert(violation.rule);
      return;
    }
    report_.failed.insert(violation.rule);
    if (++report_.violation_count <= kShownViolations) report_.violations.push_back(std::move(violation));
  }

  void add_to_sums(const model::Row& cells) {
    for (ColumnSum& sum : sums_)
      if (const auto number = number_of(cells[sum.column])) sum.total.add(*number);
  }

  void add_duplicate(const ParsedRow& row, const std::string& what) {
    std::string key, headers;
    for (const std::size_t column : mapping_.key_columns()) {
      key += (key.empty() ? "" : ", ") + model::to_text(row.cells[column]);
      headers += (headers.empty() ? "" : ", ") + mapping_.columns[column].header;
    }
    add({CheckRule::kDuplicateKeys, row.number, headers, key, what + " with the key \"" + key + "\" stands above",
         "If both are right, the key is not what makes a row unique: mark more columns with key: true. Else look at the page: does the "
         "report list rows twice?"});
  }

  void count_day(const ParsedRow& row) {
    if (context_.rows_of_weekdays.empty()) return;
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i)
      if (const auto day = mapping_.columns[i].period ? day_of(row.cells[i]) : std::nullopt) ++rows_of_day_[*day];
  }

  bool is_outside_period(const ParsedRow& row) const {
    if (!context_.asked) return false;
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i)
      if (const auto day = mapping_.columns[i].period ? day_of(row.cells[i]) : std::nullopt; day && !context_.asked->contains(*day))
        return true;
    return false;
  }

  void check_required(const ParsedRow& row) {
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
      const model::ColumnMapping& column = mapping_.columns[i];
      const bool needed = column.key || column.required || column.period;
      if (!needed || !std::holds_alternative<model::Empty>(row.cells[i])) continue;
      const char* role = column.key ? "part of the key" : column.required ? "required" : "the date that is checked";
      add({column.key ? CheckRule::kKey : CheckRule::kRequired, row.number, column.header, "", "empty, but it is " + std::string(role),
           "If the site leaves it empty at times, change the recipe; if the row is a total or a footer, describe it there."});
    }
  }

  void check_period(const ParsedRow& row) {
    if (!context_.asked) return;
    for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
      const auto day = mapping_.columns[i].period ? day_of(row.cells[i]) : std::nullopt;
      if (day && !context_.asked->contains(*day))
        add({CheckRule::kPeriod, row.number, mapping_.columns[i].header, model::to_text(row.cells[i]),
             day->to_iso() + " lies outside the asked " + context_.asked->to_string(),
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

  void check_history() {
    if (!checks_.rows_against_history || rows_read_ == 0) return;
    for (const auto& [day, counts] : context_.rows_of_weekdays) {
      std::int64_t sum = 0;
      for (const std::int64_t rows : counts) sum += rows;
      const auto rows = static_cast<double>(rows_of_day_[day]);
      const double usual = static_cast<double>(sum) / static_cast<double>(counts.size());
      const auto& limits = *checks_.rows_against_history;
      const bool is_over = !context_.unfinished_from || day < *context_.unfinished_from;
      const bool too_few = is_over && limits.min && rows < *limits.min * usual;
      const bool too_many = limits.max && rows > *limits.max * usual;
      if (!too_few && !too_many) continue;
      add({CheckRule::kRowsAgainstHistory, 0, period_header(), day.to_iso(),
           day.to_iso() + " has " + std::to_string(rows_of_day_[day]) + " rows, the " + std::to_string(counts.size()) +
               " same weekdays before it had " + rounded(usual) + " on average",
           too_few ? "Look at the page: is the report complete? If the day was like that, nightporter accept loads the file."
                   : "Look at the page: does the report hold rows of other days or stores? If the day was like that, nightporter accept "
                     "loads the file."});
    }
  }

  std::string period_header() const {
    for (const model::ColumnMapping& column : mapping_.columns)
      if (column.period) return column.header;
    return {};
  }

  static std::string rounded(double number) {
    const auto tenths = static_cast<std::int64_t>(std::llround(number * 10));
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10));
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
           "it is said that there are no rows, but the file has " + std::to_string(rows_read_),
           "The file may be of an earlier search; run the report again."});
    if (rows_read_ > 0) return;
    report_.emptiness = marker == EmptyMarker::kSeen ? Emptiness::kConfirmed : Emptiness::kSuspicious;
    if (report_.emptiness == Emptiness::kSuspicious)
      add({CheckRule::kEmpty, 0, "", "", "empty, suspicious: the report has no rows, and neither page nor file said that there are none",
           "Look at the page and into the file; when one says so in words, name them in the recipe: empty_when_page_shows, "
           "empty_when_file_shows."});
  }

  const model::TableMapping mapping_;
  const model::TableChecks checks_;
  const CheckContext context_;
  std::vector<EqualColumn> equal_columns_;
  std::vector<ColumnSum> sums_;
  KeyLedger keys_;
  std::map<model::CalendarDate, std::int64_t> rows_of_day_;
  std::uint64_t rows_read_ = 0;
  CheckReport report_;
};

TableChecker::TableChecker(const model::TableMapping& mapping, model::TableChecks checks, CheckContext context)
    : impl_(std::make_unique<Impl>(mapping, std::move(checks), std::move(context))) {}
TableChecker::~TableChecker() = default;
TableChecker::TableChecker(TableChecker&&) noexcept = default;
TableChecker& TableChecker::operator=(TableChecker&&) noexcept = default;

RowVerdict TableChecker::check(const ParsedRow& row) {
  return impl_->check(row);
}
void TableChecker::leave_out(const BadRow& row) {
  impl_->leave_out(row);
}
CheckReport TableChecker::finish(const ParsedTable& table, EmptyMarker marker) {
  return impl_->finish(table, marker);
}

}  // namespace nightporter::stages
