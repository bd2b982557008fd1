#include "stages/parse/html/page_tables.h"

#include <algorithm>
#include <charconv>

#include "stages/parse/html/text_classes.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/table_choice.h"
#include "stages/parse/text/encoding.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kDeepest = 50;
constexpr std::size_t kMostTables = 100'000;
constexpr std::size_t kShownBeginning = 200;
constexpr std::size_t kLongestStyleSheet = 256u << 10;

std::string_view attribute(const unsigned char** attributes, std::string_view name) {
  for (; attributes != nullptr && *attributes != nullptr; attributes += 2)
    if (name == reinterpret_cast<const char*>(attributes[0]) && attributes[1] != nullptr)
      return reinterpret_cast<const char*>(attributes[1]);
  return {};
}

std::uint32_t span_of(const unsigned char** attributes, std::string_view name) {
  const std::string_view text = attribute(attributes, name);
  std::uint32_t span = 1;
  std::from_chars(text.data(), text.data() + text.size(), span);
  return std::max<std::uint32_t>(span, 1);
}

bool is_block(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "center", "form"};
  return std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks);
}

}  // namespace

PageTables::PageTables(const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink)
    : choice_(choice), limits_(limits), sink_(sink) {}

void PageTables::start_element(std::string_view name, const unsigned char** attributes) {
  if (name == "table") return begin_table(attributes);
  if (name == "td" || name == "th") return begin_cell(attributes);
  if (name == "tr") {
    if (open_.empty()) begin_table(nullptr);
    end_row();
    open_.back().grid.begin_row();
    return;
  }
  if (name == "title") in_title_ = true;
  if (name == "style") in_style_ = true;
  if (name == "script") in_script_ = true;
  void_element(name, attributes);
}

void PageTables::void_element(std::string_view name, const unsigned char** attributes) {
  CellText& text = open_.empty() ? beginning_ : open_.back().grid.text();
  if (name == "br") text.line_break();
  if (is_block(name)) text.block();
  if (name == "input" && attribute(attributes, "type") == "password") summary.asks_for_password = true;
}

void PageTables::end_element(std::string_view name) {
  if (name == "table") return end_table();
  if (name == "tr" && !open_.empty()) return end_row();
  if ((name == "td" || name == "th") && !open_.empty()) return open_.back().grid.end_cell();
  if (name == "title") in_title_ = false;
  if (name == "script") in_script_ = false;
  if (name == "style") {
    in_style_ = false;
    add_text_classes(style_sheet_, text_classes_);
    style_sheet_.clear();
  }
  if (is_block(name)) (open_.empty() ? beginning_ : open_.back().grid.text()).block();
}

void PageTables::text(std::string_view piece) {
  if (in_style_ || in_script_) return raw_text(piece);
  if (in_title_) return title_.add(piece);
  if (!open_.empty() && open_.back().grid.in_cell()) {
    if (open_.back().grid.text().text().size() <= limits_.cell_bytes) open_.back().grid.text().add(piece);
  }
  if (beginning_.text().size() < kShownBeginning) beginning_.add(first_characters(piece, kShownBeginning));
}

void PageTables::raw_text(std::string_view piece) {
  if (in_style_ && style_sheet_.size() + piece.size() <= kLongestStyleSheet) style_sheet_ += piece;
}

void PageTables::begin_table(const unsigned char** attributes) {
  if (open_.size() >= kDeepest) throw ParseError(ParseErrorKind::kCorrupt, "tables nested deeper than 50");
  if (summary.tables.size() >= kMostTables) throw ParseError(ParseErrorKind::kTooLarge, "more than 100000 tables on a page");
  const std::size_t index = summary.tables.size();
  summary.tables.push_back({std::string(attribute(attributes, "id")), SheetState::kVisible});
  const bool wanted = choice_.kind != TableChoice::Kind::kNamed || names_table(choice_, summary.tables.back(), index);
  open_.push_back({TableGrid(index, *names_.insert(summary.tables.back().name).first, limits_), wanted});
}

void PageTables::end_row() {
  static const RawRowSink kNowhere = [](const RawRow&) {};
  open_.back().grid.end_row(open_.back().wanted ? sink_ : kNowhere);
}

void PageTables::end_table() {
  if (open_.empty()) return;
  end_row();
  open_.pop_back();
}

void PageTables::begin_cell(const unsigned char** attributes) {
  if (open_.empty()) begin_table(nullptr);
  const bool shown_as_text = is_text_format(attribute(attributes, "style")) || is_text_class(attribute(attributes, "class"));
  beginning_.add(" ");
  open_.back().grid.begin_cell(span_of(attributes, "colspan"), span_of(attributes, "rowspan"), shown_as_text);
}

bool PageTables::is_text_class(std::string_view classes) const {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (text_classes_.contains(classes.substr(0, end))) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

void PageTables::finish() {
  while (!open_.empty()) end_table();
  summary.page_title = title_.text();
  summary.beginning = beginning_.text();
}

}  // namespace nightporter::stages
