#include "tests/stages/corpus/table_score.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "tests/support/temporary_folder.h"

namespace nightporter::test {

namespace {

struct Replacement {
  const char* from;
  const char* to;
};

/// What of Unicode's compatibility forms appears in the corpus.
constexpr Replacement kReplacements[] = {
    {"\u00A0", ""},         {"\u2009", ""},       {"\u200B", ""},       {"\uFEFF", ""},   {"\u3000", ""},    {"\u2003", ""},
    {"\u2002", ""},         {"\uFB00", "ff"},     {"\uFB01", "fi"},     {"\uFB02", "fl"}, {"\uFB03", "ffi"}, {"\uFB04", "ffl"},
    {"\u00B2", "2"},        {"\u00B3", "3"},      {"\u00B9", "1"},      {"\u00BA", "o"},  {"\u00AA", "a"},   {"\u2026", "..."},
    {"\u00BD", "1\u20442"}, {"\u2212", "\u2212"}, {"\u00B5", "\u03BC"},
};

std::string bare(const std::string& text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f') result += c;
  for (const auto& [from, to] : kReplacements)
    for (std::size_t at = result.find(from); at != result.npos; at = result.find(from, at + std::string(to).size()))
      result.replace(at, std::string(from).size(), to);
  return result;
}

using Relation = std::tuple<std::string, std::string, bool>;

std::map<Relation, std::size_t> relations(const Cells& cells) {
  std::map<Relation, std::size_t> result;
  for (std::size_t row = 0; row < cells.size(); ++row)
    for (std::size_t column = 0; column < cells[row].size(); ++column) {
      const std::string& text = cells[row][column];
      if (text.empty()) continue;
      for (std::size_t next = column + 1; next < cells[row].size(); ++next)
        if (!cells[row][next].empty()) {
          ++result[{text, cells[row][next], true}];
          break;
        }
      for (std::size_t next = row + 1; next < cells.size(); ++next)
        if (!cells[next][column].empty()) {
          ++result[{text, cells[next][column], false}];
          break;
        }
    }
  return result;
}

}  // namespace

Cells read_cells(const std::filesystem::path& csv) {
  const std::string text = read_file(csv);
  Cells cells;
  std::string field;
  bool quoted = false;
  bool row_open = false;
  const auto end_field = [&] {
    if (!row_open) cells.emplace_back();
    row_open = true;
    cells.back().push_back(std::move(field));
    field.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      end_field();
    } else if (c == '\n') {
      end_field();
      row_open = false;
    } else if (c != '\r') {
      field += c;
    }
  }
  if (!field.empty() || row_open) end_field();
  return cells;
}

Cells comparable(const Cells& cells) {
  std::size_t width = 0;
  for (const auto& row : cells) width = std::max(width, row.size());
  std::vector<bool> filled(width);
  Cells result;
  for (const auto& row : cells) {
    auto& texts = result.emplace_back(width);
    bool any = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
      texts[i] = bare(row[i]);
      if (texts[i].empty()) continue;
      any = true;
      filled[i] = true;
    }
    if (!any) result.pop_back();
  }
  for (auto& row : result)
    for (std::size_t i = width; i-- > 0;)
      if (!filled[i]) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
  return result;
}

double Adjacency::f1() const {
  if (expected + found == 0) return 1;
  return 2.0 * static_cast<double>(right) / static_cast<double>(expected + found);
}

Adjacency& Adjacency::operator+=(const Adjacency& other) {
  expected += other.expected;
  found += other.found;
  right += other.right;
  return *this;
}

Adjacency adjacency(const Cells& expected, const Cells& found) {
  Adjacency score;
  const auto wanted = relations(expected);
  const auto got = relations(found);
  for (const auto& [relation, count] : wanted) score.expected += count;
  for (const auto& [relation, count] : got) {
    score.found += count;
    if (const auto match = wanted.find(relation); match != wanted.end()) score.right += std::min(count, match->second);
  }
  return score;
}

}  // namespace nightporter::test
