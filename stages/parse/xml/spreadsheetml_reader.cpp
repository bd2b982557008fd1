#include "stages/parse/xml/spreadsheetml_reader.h"

#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/spreadsheet_time.h"
#include "stages/parse/table_choice.h"
#include "stages/parse/text_arena.h"
#include "stages/parse/xml/xml_parser.h"

namespace nightporter::stages {

namespace {

class SpreadsheetRows : public XmlListener {
 public:
  SpreadsheetRows(const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink)
      : choice_(choice), limits_(limits), sink_(sink) {}

  void start_element(std::string_view name, const XmlAttributes& attributes) override {
    if (comment_depth_ > 0 || name == "Comment") {
      ++comment_depth_;
    } else if (name == "Style") {
      style_ = attributes.get("ID");
    } else if (name == "NumberFormat") {
      if (attributes.get("Format") == "@") text_styles_.insert(style_);
    } else if (name == "Worksheet") {
      begin_sheet(attributes.get("Name"));
    } else if (name == "Row" && in_sheet_) {
      if (in_row_) fail("a row within a row");
      in_row_ = true;
      row_.number = place_after(row_.number, attributes, limits_.rows, "row");
      column_ = 0;
      merged_ = 0;
    } else if (name == "Cell" && in_sheet_) {
      if (!in_row_) fail("a cell that is in no row");
      begin_cell(attributes);
    } else if (name == "Data" && in_cell_) {
      type_ = attributes.get("Type");
      in_data_ = true;
    }
  }

  void end_element(std::string_view name) override {
    if (comment_depth_ > 0) {
      --comment_depth_;
    } else if (name == "Data") {
      in_data_ = false;
    } else if (name == "Cell" && in_cell_) {
      end_cell();
    } else if (name == "Row" && in_sheet_) {
      if (!row_.cells.empty() && wanted_) sink_(row_);
      row_.cells.clear();
      texts_.clear();
      in_row_ = false;
    } else if (name == "Worksheet") {
      in_sheet_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (!in_data_ || comment_depth_ > 0) return;
    if (value_.size() + piece.size() > limits_.cell_bytes) throw ParseError(ParseErrorKind::kTooLarge, place(), "a value that is too long");
    value_ += piece;
  }

  std::vector<RawTable> sheets;
  bool found = false;

 private:
  void begin_sheet(std::string_view name) {
    sheets.push_back({std::string(name), SheetState::kVisible});
    const std::size_t index = sheets.size() - 1;
    const bool first = choice_.kind == TableChoice::Kind::kDefault && index == 0;
    wanted_ = first || choice_.kind == TableChoice::Kind::kAll ||
              (choice_.kind == TableChoice::Kind::kNamed && !found && names_table(choice_, sheets.back(), index));
    found = found || wanted_;
    in_sheet_ = true;
    in_row_ = false;
    name_ = name;
    row_ = RawRow{.table_name = name_, .table = index, .number = 0};
  }

  void begin_cell(const XmlAttributes& attributes) {
    column_ = static_cast<std::uint32_t>(place_after(column_ + merged_, attributes, limits_.columns, "column"));
    merged_ = static_cast<std::uint32_t>(number_of(attributes, "MergeAcross", 0, limits_.columns));
    shown_as_text_ = text_styles_.contains(std::string(attributes.get("StyleID")));
    formula_ = attributes.find("Formula") != nullptr;
    value_.clear();
    type_.clear();
    in_cell_ = true;
  }

  void end_cell() {
    in_cell_ = false;
    if (value_.empty() && formula_ && type_ != "String") return add(FormulaWithoutValue{});
    if (value_.empty()) return;
    if (type_ == "Number") {
      double number = 0;
      const auto [end, error] = std::from_chars(value_.data(), value_.data() + value_.size(), number);
      if (error != std::errc() || end != value_.data() + value_.size() || !std::isfinite(number)) fail("not a number");
      return add(RawNumber{number});
    }
    if (type_ == "DateTime") return add(moment());
    if (type_ == "Boolean") return add(value_ == "1" || value_ == "true");
    if (type_ == "Error") return add(FormulaError{texts_.keep(value_)});
    shown_as_text_ = true;
    add(texts_.keep(value_));
  }

  RawValue moment() const {
    std::optional<RawValue> moment = parse_iso_moment(value_);
    if (!moment) fail("not an ISO date");
    // A time of day is written with the day before the first of Excel's calendar.
    constexpr std::string_view kDayZero = "1899-12-31T";
    if (value_.starts_with(kDayZero)) moment = parse_iso_moment(std::string_view(value_).substr(kDayZero.size()));
    return *moment;
  }

  void add(RawValue value) {
    row_.cells.push_back({.column = column_, .value = value, .shown_as_text = shown_as_text_, .formula = formula_});
  }

  /// The 1-based ss:Index of a row or cell, or the next one.
  std::uint64_t place_after(std::uint64_t last, const XmlAttributes& attributes, std::uint64_t at_most, const char* what) const {
    const std::uint64_t index = number_of(attributes, "Index", last + 1, at_most);
    if (index <= last || index > at_most)
      throw ParseError(ParseErrorKind::kBadReference, place(), std::string("a ") + what + " with a wrong index");
    return index;
  }

  std::uint64_t number_of(const XmlAttributes& attributes, std::string_view name, std::uint64_t otherwise, std::uint64_t at_most) const {
    const std::string_view text = attributes.get(name);
    if (text.empty()) return otherwise;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number > at_most)
      throw ParseError(ParseErrorKind::kBadReference, place(), "a wrong " + std::string(name) + " \"" + std::string(text) + "\"");
    return number;
  }

  Place place() const {
    return {.sheet = sheets.empty() ? "" : sheets.back().name, .row = row_.number, .column = column_, .value = value_};
  }
  [[noreturn]] void fail(const char* message) const { throw ParseError(ParseErrorKind::kCorrupt, place(), message); }

  const TableChoice& choice_;
  const ReadLimits& limits_;
  const RawRowSink& sink_;
  RawRow row_;
  TextArena texts_;
  std::set<std::string> text_styles_;
  std::string name_;
  std::string style_;
  std::string type_;
  std::string value_;
  std::uint32_t column_ = 0;
  std::uint32_t merged_ = 0;
  int comment_depth_ = 0;
  bool in_sheet_ = false;
  bool in_row_ = false;
  bool wanted_ = false;
  bool in_cell_ = false;
  bool in_data_ = false;
  bool shown_as_text_ = false;
  bool formula_ = false;
};

}  // namespace

RawSummary read_spreadsheetml(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits,
                              const RawRowSink& sink) {
  InputFile file(path);
  if (file.size() > limits.file_bytes) throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a file");
  SpreadsheetRows handler(choice, limits, sink);
  XmlParser parser(path.filename().string(), handler);
  std::array<char, 64u << 10> buffer;
  bool begun = false;
  while (const std::size_t count = file.read(buffer)) {
    std::string_view piece(buffer.data(), count);
    // Pages that write XML often begin with an empty line, which XML forbids.
    if (!begun) piece.remove_prefix(std::min(piece.find_first_not_of(" \t\r\n"), piece.size()));
    begun = begun || !piece.empty();
    parser.feed(piece);
  }
  parser.finish();
  if (!handler.found) choose_sheets(handler.sheets, choice);
  RawSummary summary{.kind = ContentKind::kSpreadsheetMl};
  summary.tables = std::move(handler.sheets);
  return summary;
}

}  // namespace nightporter::stages
