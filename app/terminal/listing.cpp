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
  std::string operator()(const std::shared_ptr<const Listing>&) const { return {}; }
};

}  // namespace

json::object Listing::to_json(const std::vector<Value>& row) const {
  struct ToJson {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(const std::string& text) const { return json::value(text); }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(const std::shared_ptr<const Listing>& listing) const {
      json::array rows;
      for (const auto& inner : listing->rows_) rows.push_back(listing->to_json(inner));
      return rows;
    }
  };
  json::object object;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (!columns_[i].key.empty()) object.emplace(columns_[i].key, std::visit(ToJson(), row[i]));
  return object;
}

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
  for (std::size_t r = 0; r < rows_.size(); ++r) out << (r == 0 ? "\n  " : ",\n  ") << json::serialize(to_json(rows_[r]));
  out << (rows_.empty() ? "]\n" : "\n]\n");
}

}  // namespace nightporter::app
