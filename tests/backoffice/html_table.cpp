#include "tests/backoffice/html_table.h"

#include <fmt/format.h>

#include "model/html_page.h"

namespace nightporter::backoffice {

namespace {

bool is_number(const model::Cell& cell) {
  return std::holds_alternative<model::Decimal>(cell) || std::holds_alternative<std::int64_t>(cell);
}

std::string row_of(const model::Row& row, std::string_view attributes) {
  std::string line = fmt::format("<tr{}>", attributes);
  for (const model::Cell& cell : row)
    line += fmt::format("<td{}>{}</td>", is_number(cell) ? " class=\"number\"" : "", model::html_escaped(shown(cell)));
  return line + "</tr>\n";
}

}  // namespace

std::string html_table(const ExportTable& table) {
  if (table.rows.empty()) return "<p class=\"nothing\">No records found</p>\n";
  std::string html = "<div class=\"scroll\"><table>\n<thead><tr>";
  for (std::size_t column = 0; column < table.headers.size(); ++column)
    html += fmt::format("<th{}>{}</th>", is_number(table.rows[0][column]) ? " class=\"number\"" : "",
                        model::html_escaped(table.headers[column]));
  html += "</tr></thead>\n<tbody>\n";
  for (const model::Row& row : table.rows) html += row_of(row, "");
  if (table.totals) html += row_of(*table.totals, " class=\"totals\"");
  return html + "</tbody>\n</table></div>\n";
}

}  // namespace nightporter::backoffice
