#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

namespace nightporter::app {

/// A list that a command prints: as a table for people, as a JSON array of objects for programs.
class Listing {
 public:
  /// A value of one row; nothing = an empty cell, JSON null. A listing within a row is for JSON only.
  using Value = std::variant<std::monostate, std::string, std::int64_t, bool, std::shared_ptr<const Listing>>;

  struct Column {
    std::string key;      // in JSON; empty = in the table only
    std::string heading;  // in the table; empty = in JSON only
  };

  explicit Listing(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// `values` in the order of the columns.
  void add(std::vector<Value> values) { rows_.push_back(std::move(values)); }

  /// `empty_text` is printed in place of a table without rows.
  void print_table(std::ostream& out, const std::string& empty_text) const;
  void print_json(std::ostream& out) const;

 private:
  boost::json::object to_json(const std::vector<Value>& row) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Value>> rows_;
};

/// The value, or nothing.
template <class T>
Listing::Value value_or_nothing(const std::optional<T>& value) {
  return value ? Listing::Value(*value) : Listing::Value();
}

}  // namespace nightporter::app
