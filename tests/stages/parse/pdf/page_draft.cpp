#include "tests/stages/parse/pdf/page_draft.h"

#include "stages/parse/pdf/table_pages.h"

namespace nightporter::test {

namespace pdf = stages::pdf;

namespace {
constexpr double kLetter = 5;
constexpr double kSpace = 3;
constexpr double kHeight = 10;
}  // namespace

PageDraft& PageDraft::text(double left, double top, const std::string& words) {
  for (std::size_t at = 0; at < words.size();) {
    if (words[at] == ' ') {
      left += kSpace;
      ++at;
      continue;
    }
    pdf::Word word{.box = {left, top, left, top + kHeight}, .em = kHeight};
    for (; at < words.size() && words[at] != ' '; ++at, left += kLetter) word.glyphs.push_back({left, left + kLetter, words.substr(at, 1)});
    word.box.right = left;
    page_.words.push_back(word);
  }
  return *this;
}

PageDraft& PageDraft::horizontal(double at, double from, double to) {
  page_.rulings.push_back({pdf::Direction::kHorizontal, at, from, to});
  return *this;
}

PageDraft& PageDraft::vertical(double at, double from, double to) {
  page_.rulings.push_back({pdf::Direction::kVertical, at, from, to});
  return *this;
}

PageDraft& PageDraft::grid(const std::vector<double>& xs, const std::vector<double>& ys) {
  for (const double x : xs) vertical(x, ys.front(), ys.back());
  for (const double y : ys) horizontal(y, xs.front(), xs.back());
  return *this;
}

std::string joined_by_bars(const std::vector<std::string>& cells) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) text += (i > 0 ? "|" : "") + cells[i];
  return text;
}

std::vector<std::string> row_texts(const pdf::Grid& grid) {
  std::vector<std::string> rows;
  for (const pdf::GridRow& row : grid.rows) rows.push_back(joined_by_bars(row.cells));
  return rows;
}

std::vector<std::string> rows_over(const std::vector<PageDraft>& pages, const std::vector<stages::KnownColumn>& columns) {
  std::vector<std::string> rows;
  pdf::TablePages table({.columns = columns}, [&rows](const std::vector<std::string>& cells) { rows.push_back(joined_by_bars(cells)); });
  for (std::size_t i = 0; i < pages.size(); ++i)
    table.add(pages[i].page(), i > 0 ? pages[i - 1].page() : pdf::PageContent(),
              i + 1 < pages.size() ? pages[i + 1].page() : pdf::PageContent());
  table.finish();
  return rows;
}

}  // namespace nightporter::test
