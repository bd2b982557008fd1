#include "tests/backoffice/export_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "model/html_page.h"

namespace nightporter::backoffice {

using model::CalendarDate;
using model::Cell;
using model::Decimal;
using model::Row;

namespace {

Cell sum(const Cell& a, const Cell& b) {
  if (const auto* number = std::get_if<std::int64_t>(&b))
    return *number + (std::holds_alternative<std::int64_t>(a) ? std::get<std::int64_t>(a) : 0);
  if (const auto* amount = std::get_if<Decimal>(&b))
    return *amount + (std::holds_alternative<Decimal>(a) ? std::get<Decimal>(a) : Decimal());
  return a;
}

std::string csv_field(const Cell& cell) {
  std::string text;
  if (const auto* date = std::get_if<CalendarDate>(&cell)) {
    text = day_first(*date, '-');
  } else if (const auto* amount = std::get_if<Decimal>(&cell)) {
    text = paise(*amount);
  } else {
    text = model::to_text(cell);
  }
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string csv_line(const Row& row) {
  std::string line;
  for (const Cell& cell : row) line += (&cell == row.data() ? "" : ",") + csv_field(cell);
  return line + "\r\n";
}

std::string html_row(const Row& row) {
  std::string line = "<tr>";
  for (const Cell& cell : row) {
    const bool number = std::holds_alternative<Decimal>(cell) || std::holds_alternative<std::int64_t>(cell);
    line += fmt::format("<td{}>{}</td>", number ? " align=\"right\"" : "", model::html_escaped(shown(cell)));
  }
  return line + "</tr>\n";
}

}  // namespace

Row totals_of(const ExportTable& table, std::string label) {
  Row totals(table.headers.size());
  for (const Row& row : table.rows)
    for (std::size_t column = 0; column < row.size(); ++column) totals[column] = sum(totals[column], row[column]);
  totals[0] = std::move(label);
  return totals;
}

std::string to_html_xls(const ExportTable& table, const std::vector<std::string>& captions) {
  std::string page =
      "<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\n<head><meta http-equiv=\"Content-Type\" content=\"text/html; "
      "charset=utf-8\">"
      "<style>td { mso-number-format:\"\\@\"; }</style></head>\n<body>\n<table border=\"1\" cellspacing=\"0\">\n";
  const auto caption = [&](const std::string& text) {
    page += fmt::format("<tr><td colspan=\"{}\"><b>{}</b></td></tr>\n", table.headers.size(), model::html_escaped(text));
  };
  caption(table.title);
  for (const std::string& text : captions) caption(text);
  page += "<tr>";
  for (const std::string& header : table.headers) page += "<th>" + model::html_escaped(header) + "</th>";
  page += "</tr>\n";
  for (const Row& row : table.rows) page += html_row(row);
  if (table.totals) page += html_row(*table.totals);
  return page + "</table>\n</body>\n</html>\n";
}

std::string to_csv(const ExportTable& table) {
  Row header;
  for (const std::string& name : table.headers) header.emplace_back(name);
  std::string text = "\xEF\xBB\xBF" + csv_line(header);
  for (const Row& row : table.rows) text += csv_line(row);
  if (table.totals) text += csv_line(*table.totals);
  return text;
}

std::string day_first(CalendarDate date, char separator) {
  return fmt::format("{:02}{}{:02}{}{:04}", date.day(), separator, date.month(), separator, date.year());
}

std::optional<CalendarDate> parse_day_first(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t length) -> std::optional<int> {
    int value = 0;
    const char* end = text.data() + at + length;
    return std::from_chars(text.data() + at, end, value).ptr == end ? std::optional(value) : std::nullopt;
  };
  if (text.size() != 10 || text[2] != '/' || text[5] != '/') return std::nullopt;
  const auto day = number(0, 2);
  const auto month = number(3, 2);
  const auto year = number(6, 4);
  if (!day || !month || !year || *day < 0 || *month < 0) return std::nullopt;
  return CalendarDate::from_numbers(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
}

std::string paise(Decimal amount) {
  std::string text = amount.to_string();
  const std::size_t point = text.find('.');
  const std::size_t fraction = point == std::string::npos ? 0 : text.size() - point - 1;
  if (fraction == 0) text += '.';
  if (fraction < 2) text.append(2 - fraction, '0');
  return text;
}

std::string indian_amount(Decimal amount) {
  std::string text = paise(amount);
  const std::ptrdiff_t first_digit = text.starts_with('-') ? 1 : 0;
  constexpr std::ptrdiff_t kLastGroup = 3;
  constexpr std::ptrdiff_t kOtherGroups = 2;
  for (auto at = static_cast<std::ptrdiff_t>(text.find('.')) - kLastGroup; at > first_digit; at -= kOtherGroups)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string shown(const Cell& cell) {
  if (const auto* date = std::get_if<CalendarDate>(&cell)) return day_first(*date, '/');
  if (const auto* amount = std::get_if<Decimal>(&cell)) return indian_amount(*amount);
  if (const auto* moment = std::get_if<model::DateTime>(&cell)) {
    const auto day = std::chrono::floor<std::chrono::days>(*moment);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(*moment - day).count();
    return fmt::format("{} {:02}:{:02}", day_first(CalendarDate(std::chrono::sys_days(day.time_since_epoch())), '/'), minutes / 60,
                       minutes % 60);
  }
  return model::to_text(cell);
}

}  // namespace nightporter::backoffice
