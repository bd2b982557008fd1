#include "app/terminal/listing.h"

#include <boost/json.hpp>

#include "app/terminal/plain_text.h"
#include "app/terminal/text_table.h"

namespace nightporter::app {

namespace json = boost::json;

namespace {

struct ToText {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(bool flag) const { return flag ? "yes" : "no"; }
};

struct ToJson {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(const std::string& text) const { return json::value(text); }
  json::value operator()(std::int64_t number) const { return number; }
  json::value operator()(bool flag) const { return flag; }
};

}  // namespace

void Listing::print_table(std::ostream& out, const std::string& empty_text) const {
  if (rows_.empty()) {
    out << empty_text << '\n';
    return;
  }
  std::vector<std::string> headings;
  for (const Column& column : columns_)
    if (!column.heading.empty()) headings.push_back(column.heading);
  TextTable table(std::move(headings));
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (!columns_[i].heading.empty()) cells.push_back(plain_line(std::visit(ToText(), row[i])));
    table.add(std::move(cells));
  }
  table.print(out);
}

void Listing::print_json(std::ostream& out) const {
  out << "[";
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    json::object object;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (!columns_[i].key.empty()) object.emplace(columns_[i].key, std::visit(ToJson(), rows_[r][i]));
    out << (r == 0 ? "\n  " : ",\n  ") << json::serialize(object);
  }
  out << (rows_.empty() ? "]\n" : "\n]\n");
}

}  // namespace nightporter::app
