#include "stages/parse/json/json_reader.h"

#include <boost/json.hpp>
#include <boost/system/system_error.hpp>
#include <cmath>
#include <map>

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/table_choice.h"
#include "stages/parse/text/encoding.h"
#include "stages/parse/text/utf8_stream.h"
#include "stages/parse/text_arena.h"

namespace nightporter::stages {

namespace {

namespace json = boost::json;

constexpr std::uint64_t kLargestDocument = 128u << 20;  // as text; its values take several times as much
constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostTables = 100'000;
constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kShownBeginning = 200;
constexpr std::int64_t kExactIntegers = 9'007'199'254'740'992;  // 2^53

struct FoundTable {
  std::string name;
  const json::array* rows;
};

bool is_table(const json::array& array) {
  if (array.empty()) return false;
  for (const json::value& item : array)
    if (!item.is_object()) return false;
  return true;
}

/// Long names of many levels would fill the memory many times over.
std::string path_of(const std::string& before, const json::key_value_pair& member) {
  std::string path = before + without_zeros(member.key());
  if (path.size() > kLongestPath)
    throw ParseError(ParseErrorKind::kTooLarge, "names of more than " + std::to_string(kLongestPath) + " bytes, with those above them");
  return path;
}

void find_tables(const json::value& value, const std::string& name, std::vector<FoundTable>& found) {
  if (const auto* array = value.if_array()) {
    if (found.size() >= kMostTables) throw ParseError(ParseErrorKind::kTooLarge, "more than 100000 tables in a JSON document");
    if (is_table(*array)) found.push_back({name, array});
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) find_tables(member.value(), path_of(name.empty() ? name : name + ".", member), found);
  }
}

/// One table on its way out.
class Rows {
 public:
  Rows(std::size_t table, const FoundTable& found, const ReadLimits& limits, const RawRowSink& sink)
      : limits_(limits), sink_(sink), name_(found.name) {
    row_.table = table;
    row_.table_name = name_;
    for (const json::value& item : *found.rows) add_columns(item.get_object(), "");
    for (std::size_t i = 0; i < headers_.size(); ++i)
      if (!headers_[i].empty()) row_.cells.push_back({.column = static_cast<std::uint32_t>(i) + 1, .value = texts_.keep(headers_[i])});
    hand_out();
    for (const json::value& item : *found.rows) {
      std::map<std::uint32_t, RawValue> values;
      add_values(item.get_object(), "", values);
      for (const auto& [column, value] : values) row_.cells.push_back({.column = column, .value = value});
      hand_out();
    }
  }

 private:
  void add_columns(const json::object& object, const std::string& before) {
    for (const auto& member : object) {
      const std::string header = path_of(before, member);
      if (const auto* inner = member.value().if_object(); inner != nullptr && !inner->empty()) {
        add_columns(*inner, header + ".");
        continue;
      }
      if (header.size() > limits_.cell_bytes) throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name_}, "too long a name");
      if (!columns_.emplace(header, static_cast<std::uint32_t>(headers_.size()) + 1).second) continue;
      headers_.push_back(header);
      if (headers_.size() > limits_.columns)
        throw ParseError(ParseErrorKind::kTooLarge, Place{.sheet = name_}, "more than " + std::to_string(limits_.columns) + " keys");
    }
  }

  void add_values(const json::object& object, const std::string& before, std::map<std::uint32_t, RawValue>& values) {
    for (const auto& member : object) {
      const std::string header = path_of(before, member);
      if (const auto* inner = member.value().if_object(); inner != nullptr && !inner->empty()) {
        add_values(*inner, header + ".", values);
        continue;
      }
      const std::uint32_t column = columns_.at(header);
      if (const auto value = value_of(member.value(), column)) values[column] = *value;
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

  const ReadLimits& limits_;
  const RawRowSink& sink_;
  const std::string name_;
  std::vector<std::string> headers_;
  std::map<std::string, std::uint32_t> columns_;
  RawRow row_;
  TextArena texts_;
};

std::string read_text(const std::filesystem::path& path, const ReadLimits& limits) {
  InputFile file(path);
  if (file.size() > std::min(limits.file_bytes, kLargestDocument))
    throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a JSON document",
                     "Let the site export CSV or .xlsx.");
  Utf8Stream stream(file, detect_encoding(file));
  std::string text;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) text += piece;
  return text;
}

json::value parse(const std::string& text, const std::filesystem::path& path) {
  json::parse_options options;
  options.max_depth = kDeepest;
  boost::json::error_code error;
  json::value document = json::parse(text, error, {}, options);
  if (!error) return document;
  throw ParseError(ParseErrorKind::kCorrupt, path.filename().string() + ": no whole JSON document: " + error.message(),
                   "Download it again: it may have been cut off.");
}

}  // namespace

RawSummary read_json(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  const std::string text = read_text(path, limits);
  const json::value document = parse(text, path);
  std::vector<FoundTable> tables;
  find_tables(document, "", tables);
  RawSummary summary{.kind = ContentKind::kJson};
  summary.beginning = first_characters(text, kShownBeginning);
  for (const FoundTable& table : tables) summary.tables.push_back({.name = table.name});
  std::vector<std::size_t> wanted;
  if (choice.kind == TableChoice::Kind::kNamed) {
    wanted = choose_sheets(summary.tables, choice);
  } else {
    for (std::size_t i = 0; i < tables.size(); ++i) wanted.push_back(i);
  }
  for (const std::size_t table : wanted) Rows(table, tables[table], limits, sink);
  return summary;
}

}  // namespace nightporter::stages
