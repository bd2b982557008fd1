#include "stages/parse/xlsx/worksheet.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "stages/parse/spreadsheet_time.h"

namespace nightporter::stages {

namespace {

constexpr std::uint64_t kLastRow = 1'048'576;
constexpr std::uint32_t kLastColumn = 16'384;

std::string_view without_xml_space(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// Whole text as a number, or false.
template <class Number>
bool read_whole(std::string_view text, Number& number) {
  text = without_xml_space(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

struct Reference {
  std::uint32_t column = 0;
  std::uint64_t row = 0;
};

/// "AB12", "$AB$12"; zero column = not a reference.
Reference read_reference(std::string_view text) {
  Reference reference;
  std::size_t i = 0;
  if (i < text.size() && text[i] == '$') ++i;
  for (; i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0; ++i) {
    reference.column = reference.column * 26 + static_cast<std::uint32_t>((text[i] | 0x20) - 'a' + 1);
    if (reference.column > kLastColumn) return {};
  }
  if (i < text.size() && text[i] == '$') ++i;
  if (i == text.size() || reference.column == 0 || !read_whole(text.substr(i), reference.row) || reference.row == 0) return {};
  return reference;
}

}  // namespace

WorksheetRows::WorksheetRows(std::size_t table, std::string name, const SheetContext& context, const RawRowSink& sink)
    : name_(std::move(name)), context_(context), sink_(sink), runs_(context.limits.cell_bytes) {
  row_.table = table;
  row_.table_name = name_;
}

void WorksheetRows::start_element(std::string_view name, const XmlAttributes& attributes) {
  if (in_cell_) {
    if (in_inline_) {
      runs_.start_element(name);
    } else if (name == "v") {
      in_value_ = true;
    } else if (name == "f") {
      has_formula_ = true;
    } else if (name == "is") {
      runs_.begin();
      in_inline_ = has_inline_ = true;
    }
    return;
  }
  if (name == "sheetData") in_data_ = true;
  if (!in_data_) return;
  if (name == "row") begin_row(attributes);
  if (name == "c") begin_cell(attributes);
}

void WorksheetRows::end_element(std::string_view name) {
  if (in_cell_) {
    if (name == "v") in_value_ = false;
    if (in_inline_ && name != "is") runs_.end_element(name);
    if (name == "is") in_inline_ = false;
    if (name == "c") end_cell();
    return;
  }
  if (!in_data_) return;
  if (name == "row") end_row();
  if (name == "sheetData") in_data_ = false;
}

void WorksheetRows::text(std::string_view piece) {
  if (in_inline_) return runs_.text(piece);
  if (!in_value_) return;
  if (value_.size() + piece.size() > context_.limits.cell_bytes) fail(ParseErrorKind::kTooLarge, "a value that is too long");
  value_ += piece;
}

void WorksheetRows::begin_row(const XmlAttributes& attributes) {
  if (in_row_) fail(ParseErrorKind::kCorrupt, "a row within a row");
  in_row_ = true;
  row_.number = last_row_ + 1;
  const char* number = attributes.find("r");
  row_numbered_ = number != nullptr;
  if (row_numbered_ && (!read_whole(std::string_view(number), row_.number) || row_.number == 0 || row_.number > kLastRow))
    throw ParseError(ParseErrorKind::kBadReference, Place{.sheet = name_, .value = number}, "no row of a worksheet has this number");
  if (row_.number > kLastRow) throw ParseError(ParseErrorKind::kBadReference, Place{.sheet = name_}, "more than 1048576 rows");
  last_row_ = row_.number;
  column_ = 0;
  sorted_ = true;
}

void WorksheetRows::end_row() {
  in_row_ = false;
  if (!sorted_) {
    std::sort(row_.cells.begin(), row_.cells.end(), [](const RawCell& a, const RawCell& b) { return a.column < b.column; });
    const auto twice =
        std::adjacent_find(row_.cells.begin(), row_.cells.end(), [](const RawCell& a, const RawCell& b) { return a.column == b.column; });
    if (twice != row_.cells.end()) {
      column_ = twice->column;
      fail(ParseErrorKind::kCorrupt, "the sheet holds this cell twice");
    }
  }
  if (!row_.cells.empty()) sink_(std::as_const(row_));
  row_.cells.clear();
  texts_.clear();
}

void WorksheetRows::begin_cell(const XmlAttributes& attributes) {
  if (!in_row_) fail(ParseErrorKind::kCorrupt, "a cell that is in no row");
  if (const char* text = attributes.find("r")) {
    const Reference reference = read_reference(text);
    if (reference.column == 0)
      throw ParseError(ParseErrorKind::kBadReference, Place{.sheet = name_, .row = row_.number, .value = text},
                       "no cell of a worksheet is called so");
    if (!row_numbered_ && row_.cells.empty()) {
      if (reference.row > kLastRow) fail(ParseErrorKind::kBadReference, "no cell of a worksheet is called so", text);
      last_row_ = row_.number = reference.row;
    } else if (reference.row != row_.number) {
      fail(ParseErrorKind::kBadReference, "a cell of another row", text);
    }
    column_ = reference.column;
  } else if (++column_ > kLastColumn) {
    fail(ParseErrorKind::kBadReference, "more cells than a worksheet has columns");
  }
  style_ = 0;
  if (const char* style = attributes.find("s"); style != nullptr && !read_whole(std::string_view(style), style_))
    fail(ParseErrorKind::kBadIndex, "a style that is no number", style);
  const std::string_view type = attributes.get("t");
  if (type.empty() || type == "n")
    type_ = CellType::kNumber;
  else if (type == "s")
    type_ = CellType::kSharedString;
  else if (type == "inlineStr")
    type_ = CellType::kInlineString;
  else if (type == "str")
    type_ = CellType::kFormulaString;
  else if (type == "b")
    type_ = CellType::kBoolean;
  else if (type == "e")
    type_ = CellType::kError;
  else if (type == "d")
    type_ = CellType::kDate;
  else
    fail(ParseErrorKind::kCorrupt, "a cell of unknown type", std::string(type));
  in_cell_ = true;
  in_value_ = in_inline_ = has_inline_ = has_formula_ = false;
  value_.clear();
}

void WorksheetRows::end_cell() {
  in_cell_ = false;
  const bool is_text = type_ == CellType::kInlineString || type_ == CellType::kFormulaString;
  if (has_inline_ && (type_ == CellType::kInlineString || value_.empty())) {
    if (const std::string_view text = runs_.finish(); !text.empty()) return add(texts_.keep(text));
    if (value_.empty()) return;
  }
  if (!value_.empty()) return add(value_of_cell());
  if (has_formula_ && !is_text) add(FormulaWithoutValue{});
}

void WorksheetRows::add(RawValue value) {
  if (const auto* text = std::get_if<std::string_view>(&value); text != nullptr && text->empty()) return;
  sorted_ = sorted_ && (row_.cells.empty() || row_.cells.back().column < column_);
  const bool string = std::holds_alternative<std::string_view>(value);
  const bool shown_as_text = string || (style_ < context_.formats.size() && context_.formats[style_].kind == NumberKind::kText);
  row_.cells.push_back({.column = column_, .value = value, .shown_as_text = shown_as_text, .formula = has_formula_});
}

RawValue WorksheetRows::value_of_cell() {
  switch (type_) {
    case CellType::kNumber:
      return number_of_cell();
    case CellType::kSharedString: {
      std::size_t index = 0;
      if (!read_whole(std::string_view(value_), index) || index >= context_.strings.size())
        fail(ParseErrorKind::kBadIndex, "the cell points at a shared string that is not there", value_);
      return context_.strings[index];
    }
    case CellType::kInlineString:
    case CellType::kFormulaString:
      decode_excel_escapes(value_);
      return texts_.keep(value_);
    case CellType::kBoolean: {
      const std::string_view flag = without_xml_space(value_);
      if (flag != "0" && flag != "1" && flag != "true" && flag != "false") fail(ParseErrorKind::kCorrupt, "not a boolean", value_);
      return flag == "1" || flag == "true";
    }
    case CellType::kError:
      return FormulaError{texts_.keep(without_xml_space(value_))};
    case CellType::kDate: {
      const std::optional<RawValue> moment = parse_iso_moment(without_xml_space(value_));
      if (!moment) fail(ParseErrorKind::kCorrupt, "not an ISO date", value_);
      return *moment;
    }
  }
  fail(ParseErrorKind::kCorrupt, "a cell of unknown type");
}

RawValue WorksheetRows::number_of_cell() {
  double number = 0;
  if (!read_whole(std::string_view(value_), number) || !std::isfinite(number)) fail(ParseErrorKind::kCorrupt, "not a number", value_);
  const NumberFormat& format = format_of_cell();
  if (format.kind == NumberKind::kDate) return moment_of_serial(number, context_.date_1904);
  return RawNumber{number, format.least_digits};
}

const NumberFormat& WorksheetRows::format_of_cell() const {
  static const NumberFormat kGeneral;
  if (style_ < context_.formats.size()) return context_.formats[style_];
  if (style_ == 0) return kGeneral;
  fail(ParseErrorKind::kBadIndex, "the cell has a style that is not there", std::to_string(style_));
}

Place WorksheetRows::place(std::string value) const {
  return {.sheet = name_, .row = row_.number, .column = column_, .value = std::move(value)};
}

void WorksheetRows::fail(ParseErrorKind kind, const std::string& message, std::string value) const {
  throw ParseError(kind, place(std::move(value)), message);
}

}  // namespace nightporter::stages
