#include "stages/parse/json/json_reader.h"

#include <boost/json.hpp>
#include <cmath>
#include <exception>
#include <map>
#include <utility>

#include "stages/parse/json/json_walk.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/table_choice.h"
#include "stages/parse/text/encoding.h"
#include "stages/parse/text_arena.h"

namespace nightporter::stages {

namespace {

namespace json = boost::json;

constexpr std::int64_t kExactIntegers = 9'007'199'254'740'992;  // 2^53

/// The keys of an array's objects, in the order in which they are first seen: the table's columns.
class Columns {
 public:
  void add(const json::object& object, const std::string& before, const std::string& name, const ReadLimits& limits) {
    for (const auto& member : object) {
      const std::string header = json_path(before, without_zeros(member.key()));
      if (const auto* inner = member.value().if_object(); inner != nullptr && !inner->empty()) {
        add(*inner, header + ".", name, limits);
        continue;
      }
      if (header.size() > limits.cell_bytes) throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name}, "too long a name");
      if (!columns_.emplace(header, static_cast<std::uint32_t>(headers_.size()) + 1).second) continue;
      headers_.push_back(header);
      if (headers_.size() > limits.columns)
        throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name}, "more than " + std::to_string(limits.columns) + " keys");
    }
  }

  std::uint32_t at(const std::string& header) const { return columns_.at(header); }
  const std::vector<std::string>& headers() const { return headers_; }

 private:
  std::vector<std::string> headers_;
  std::map<std::string, std::uint32_t> columns_;
};

/// An array of the document, as the first of two walks has found it.
struct FoundArray {
  std::string name;
  Columns columns;
  bool has_items = false;
  bool has_others = false;  // which are no objects: then it is no table
  bool is_superseded = false;
  std::exception_ptr excess;  // why it cannot be read, if it is wanted

  bool is_table() const { return has_items && !has_others && !is_superseded; }
};

class Finder : public JsonListener {
 public:
  explicit Finder(const ReadLimits& limits) : limits_(limits) {}

  void begin_array(std::size_t array, const std::string& name) override {
    arrays_.push_back({.name = name});
    const auto [before, is_new] = by_name_.try_emplace(name, array);
    if (!is_new) arrays_[std::exchange(before->second, array)].is_superseded = true;
  }
  void item(std::size_t array, const json::object& item) override {
    FoundArray& found = arrays_[array];
    found.has_items = true;
    if (found.has_others || found.excess) return;
    try {
      found.columns.add(item, "", found.name, limits_);
    } catch (const ParseError&) {
      found.excess = std::current_exception();
    }
  }
  void other_item(std::size_t array) override { arrays_[array].has_others = true; }

  const std::vector<FoundArray>& arrays() const { return arrays_; }

 private:
  const ReadLimits& limits_;
  std::vector<FoundArray> arrays_;
  std::map<std::string, std::size_t> by_name_;  // the last array of that name
};

/// Hands out the tables that are wanted, in the second walk.
class Rows : public JsonListener {
 public:
  /// `tables`: array → number of the table; what is not in it is passed over.
  Rows(const std::vector<FoundArray>& arrays, std::map<std::size_t, std::size_t> tables, const ReadLimits& limits, const RawRowSink& sink)
      : arrays_(arrays), tables_(std::move(tables)), limits_(limits), sink_(sink) {}

  void begin_array(std::size_t array, const std::string& name) override {
    const auto table = tables_.find(array);
    if (table == tables_.end()) return;
    name_ = name;
    row_ = {};
    row_.table = table->second;
    row_.table_name = name_;
    const std::vector<std::string>& headers = columns(array).headers();
    for (std::size_t i = 0; i < headers.size(); ++i)
      if (!headers[i].empty()) row_.cells.push_back({.column = static_cast<std::uint32_t>(i) + 1, .value = texts_.keep(headers[i])});
    hand_out();
  }

  void item(std::size_t array, const json::object& item) override {
    if (!tables_.contains(array)) return;
    values_.clear();
    add_values(columns(array), item, "");
    for (const auto& [column, value] : values_) row_.cells.push_back({.column = column, .value = value});
    hand_out();
  }

  void other_item(std::size_t) override {}

 private:
  const Columns& columns(std::size_t array) const { return arrays_[array].columns; }

  void add_values(const Columns& columns, const json::object& object, const std::string& before) {
    for (const auto& member : object) {
      const std::string header = json_path(before, without_zeros(member.key()));
      if (const auto* inner = member.value().if_object(); inner != nullptr && !inner->empty()) {
        add_values(columns, *inner, header + ".");
        continue;
      }
      const std::uint32_t column = columns.at(header);
      if (const auto value = value_of(member.value(), column)) values_[column] = *value;
    }
  }

  /// nullopt for nothing.
  std::optional<RawValue> value_of(const json::value& value, std::uint32_t column) {
    if (value.is_null()) return std::nullopt;
    if (const bool* flag = value.if_bool()) return *flag;
    if (const double* number = value.if_double()) {
      if (!std::isfinite(*number))
        throw ParseError(ParseErrorKind::kCorrupt, Place{.sheet = name_, .row = row_.number, .column = column},
                         "a number that is too large");
      return RawNumber{.value = *number};
    }
    if (const std::int64_t* whole = value.if_int64(); whole != nullptr && *whole >= -kExactIntegers && *whole <= kExactIntegers)
      return RawNumber{.value = static_cast<double>(*whole)};
    const std::string text = value.is_string() ? without_zeros(value.get_string()) : json::serialize(value);
    if (text.size() > limits_.cell_bytes)
      throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name_, .row = row_.number, .column = column},
                       "a value longer than " + std::to_string(limits_.cell_bytes) + " bytes");
    if (text.empty()) return std::nullopt;
    return RawValue(texts_.keep(text));
  }

  void hand_out() {
    if (row_.number > limits_.rows)
      throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name_}, "more than " + std::to_string(limits_.rows) + " rows");
    if (!row_.cells.empty()) sink_(row_);
    row_.cells.clear();
    texts_.clear();
    ++row_.number;
  }

  const std::vector<FoundArray>& arrays_;
  const std::map<std::size_t, std::size_t> tables_;
  const ReadLimits& limits_;
  const RawRowSink& sink_;
  std::string name_;
  RawRow row_;
  std::map<std::uint32_t, RawValue> values_;  // of the row, by column
  TextArena texts_;
};

}  // namespace

RawSummary read_json(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  Finder finder(limits);
  RawSummary summary{.kind = ContentKind::kJson};
  summary.beginning = walk_json(path, limits, finder);
  std::vector<std::size_t> array_of_table;
  for (std::size_t array = 0; array < finder.arrays().size(); ++array) {
    if (!finder.arrays()[array].is_table()) continue;
    summary.tables.push_back({.name = finder.arrays()[array].name});
    array_of_table.push_back(array);
  }
  std::map<std::size_t, std::size_t> wanted;
  if (choice.kind == TableChoice::Kind::kNamed) {
    for (const std::size_t table : choose_sheets(summary.tables, choice)) wanted[array_of_table[table]] = table;
  } else {
    for (std::size_t table = 0; table < array_of_table.size(); ++table) wanted[array_of_table[table]] = table;
  }
  for (const auto& [array, table] : wanted)
    if (finder.arrays()[array].excess) std::rethrow_exception(finder.arrays()[array].excess);
  Rows rows(finder.arrays(), std::move(wanted), limits, sink);
  if (!array_of_table.empty()) walk_json(path, limits, rows);
  return summary;
}

}  // namespace nightporter::stages
