#include "stages/parse/typed/table_header.h"

#include <algorithm>
#include <cctype>

#include "stages/parse/typed/cell_converter.h"
#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages {

namespace {

/// Two spellings of one header: "Order No." and "ORDER NO".
std::string bare(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0)
      result.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return result;
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "\"" : ", \"") + name + "\"";
  return list;
}

std::string columns_are(const std::vector<std::string>& names, const char* what) {
  return (names.size() == 1 ? "column " : "columns ") + quoted_list(names) + (names.size() == 1 ? " is " : " are ") + what;
}

}  // namespace

std::string column_letters(std::uint32_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  return letters;
}

std::vector<std::string> TableHeader::texts_of(const RawRow& row) {
  std::vector<std::string> texts;
  for (const RawCell& cell : row.cells) {
    texts.resize(cell.column);
    texts.back() = folded(plain_text(cell));
  }
  while (!texts.empty() && texts.back().empty()) texts.pop_back();
  return texts;
}

std::optional<TableHeader> TableHeader::match(const RawRow& row, const model::TableMapping& mapping) {
  TableHeader header;
  header.row_ = row.number;
  header.texts_ = texts_of(row);
  header.mapped_.assign(header.texts_.size(), kNowhere);
  const auto column_of = [&header](const std::string& wanted) {
    const auto found = std::find(header.texts_.begin(), header.texts_.end(), folded(wanted));
    return found == header.texts_.end() ? 0 : static_cast<std::uint32_t>(found - header.texts_.begin()) + 1;
  };
  for (const model::ColumnMapping& column : mapping.columns) {
    const std::uint32_t place = column_of(column.header);
    if (place == 0 && !column.optional) return std::nullopt;
    header.columns_.push_back(place);
  }
  if (mapping.totals_row && (header.totals_column_ = column_of(mapping.totals_row->column)) == 0) return std::nullopt;

  for (std::size_t i = 0; i < header.columns_.size(); ++i) {
    if (header.columns_[i] == 0) continue;
    const std::string& text = header.texts_[header.columns_[i] - 1];
    const auto twice = std::find(header.texts_.begin() + header.columns_[i], header.texts_.end(), text);
    if (twice != header.texts_.end())
      throw ParseError(ParseErrorKind::kSiteChanged, Place{.sheet = std::string(row.table_name), .row = row.number},
                       "site changed: column \"" + text + "\" is there twice, in " + column_letters(header.columns_[i]) + " and " +
                           column_letters(static_cast<std::uint32_t>(twice - header.texts_.begin()) + 1));
    header.mapped_[header.columns_[i] - 1] = static_cast<int>(i);
  }
  std::vector<std::string> unknown;
  for (std::size_t i = 0; i < header.texts_.size(); ++i)
    if (header.mapped_[i] == kNowhere && !header.texts_[i].empty()) unknown.push_back(header.texts_[i]);
  if (mapping.other_columns == model::OtherColumns::kRefuse && !unknown.empty())
    throw ParseError(ParseErrorKind::kSiteChanged, Place{.sheet = std::string(row.table_name), .row = row.number},
                     "site changed: " + columns_are(unknown, "new"), "Add them to the recipe, or say other_columns: keep.");
  return header;
}

int TableHeader::mapped(std::uint32_t column) const {
  return column <= mapped_.size() ? mapped_[column - 1] : kNowhere;
}

const std::string& TableHeader::name(std::uint32_t column) {
  if (column <= names_.size()) return names_[column - 1];
  for (std::uint32_t next = static_cast<std::uint32_t>(names_.size()) + 1; next <= column; ++next) {
    const std::string place = "column " + column_letters(next);
    std::string text = next <= texts_.size() && !texts_[next - 1].empty() ? texts_[next - 1] : place;
    if (used_.contains(text)) text += " (" + place + ")";
    used_.insert(text);
    names_.push_back(std::move(text));
  }
  return names_[column - 1];
}

bool TableHeader::repeated_by(const RawRow& row) const {
  if (row.cells.empty() || row.cells.back().column > texts_.size()) return false;
  const auto* first = std::get_if<std::string_view>(&row.cells.front().value);
  if (first == nullptr || folded(*first) != texts_[row.cells.front().column - 1]) return false;
  return texts_of(row) == texts_;
}

void NearestHeader::consider(const RawRow& row) {
  std::vector<std::string> texts = TableHeader::texts_of(row);
  const std::set<std::string> known(texts.begin(), texts.end());
  const auto count =
      static_cast<std::size_t>(std::count_if(mapping_.columns.begin(), mapping_.columns.end(),
                                             [&](const model::ColumnMapping& column) { return known.contains(folded(column.header)); }));
  if (count < matches_ || (count == matches_ && !texts_.empty())) return;
  matches_ = count;
  texts_ = std::move(texts);
  place_ = {.sheet = std::string(row.table_name), .row = row.number};
}

std::vector<std::string> NearestHeader::gone() const {
  std::vector<std::string> names;
  const auto add_if_gone = [&](const std::string& header) {
    const std::string text = folded(header);
    const bool listed = std::find(names.begin(), names.end(), text) != names.end();
    if (!listed && std::find(texts_.begin(), texts_.end(), text) == texts_.end()) names.push_back(text);
  };
  for (const model::ColumnMapping& column : mapping_.columns)
    if (!column.optional) add_if_gone(column.header);
  if (mapping_.totals_row) add_if_gone(mapping_.totals_row->column);
  return names;
}

std::vector<std::string> NearestHeader::unknown() const {
  std::vector<std::string> names;
  for (const std::string& text : texts_) {
    const bool known = std::any_of(mapping_.columns.begin(), mapping_.columns.end(),
                                   [&](const model::ColumnMapping& column) { return folded(column.header) == text; });
    if (!known && !text.empty()) names.push_back(text);
  }
  return names;
}

std::string NearestHeader::change() const {
  const std::vector<std::string> new_ones = unknown();
  return "site changed: " + columns_are(gone(), "gone") +
         (new_ones.empty() ? "" : "; " + quoted_list(new_ones) + (new_ones.size() == 1 ? " is" : " are") + " new");
}

std::string NearestHeader::hint() const {
  for (const std::string& lost : gone())
    for (const std::string& candidate : unknown())
      if (bare(lost) == bare(candidate))
        return "Is \"" + lost + "\" now written \"" + candidate + "\"? Correct the recipe's table.columns.";
  return "Look at the file, and correct the recipe's table.columns.";
}

}  // namespace nightporter::stages
