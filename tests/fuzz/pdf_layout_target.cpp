#include <array>

#include "stages/parse/parse_error.h"
#include "stages/parse/pdf/table_area.h"
#include "stages/parse/pdf/table_grid.h"
#include "stages/parse/pdf/table_pages.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/known_columns.h"

namespace nightporter::fuzz {

namespace {

namespace pdf = stages::pdf;

constexpr std::size_t kMostPages = 6;
constexpr std::array<std::string_view, 8> kWords = {"Order No", "Date", "Amount", "Note", "Total", "2025-11-12", "1,234.50", "Page 1 of 2"};

/// Takes numbers from the input; zeros when it is used up.
class Numbers {
 public:
  explicit Numbers(Bytes input) : rest_(input) {}

  bool at_end() const { return rest_.empty(); }
  unsigned byte() {
    if (rest_.empty()) return 0;
    const unsigned value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  /// A place on a page, in steps of a quarter of a point.
  double place() { return (byte() | (byte() & 0x0F) << 8) / 4.0; }

 private:
  Bytes rest_;
};

/// Words as Poppler gives them: the glyphs side by side, each with some width.
void add_words(pdf::PageContent& page, Numbers& numbers, std::string_view words, unsigned kind) {
  double left = numbers.place();
  const double top = numbers.place();
  const double em = 4 + (kind >> 4);
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    pdf::Word word{.box = {left, top, left, top + em}, .em = em, .turn = static_cast<pdf::Turn>((kind & 0x0C) == 0x0C ? kind >> 4 & 3 : 0)};
    for (const char c : words.substr(0, end)) {
      word.glyphs.push_back({left, left + em / 2, std::string(1, c)});
      left += em / 2;
    }
    word.box.right = left;
    if (!word.glyphs.empty()) page.words.push_back(std::move(word));
    left += em / 4;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

std::vector<pdf::PageContent> pages_of(Bytes input) {
  Numbers numbers(input);
  std::vector<pdf::PageContent> pages(1, {.width = 595, .height = 842});
  while (!numbers.at_end()) {
    const unsigned kind = numbers.byte();
    switch (kind & 3) {
      case 0:
        add_words(pages.back(), numbers, kWords[numbers.byte() % kWords.size()], kind);
        break;
      case 1: {
        std::string text;
        for (unsigned count = numbers.byte() % 24; count > 0; --count) text += static_cast<char>(' ' + numbers.byte() % 95);
        add_words(pages.back(), numbers, text, kind);
        break;
      }
      case 2: {
        const double at = numbers.place();
        const double from = numbers.place();
        const pdf::Direction direction = (kind & 4) != 0 ? pdf::Direction::kHorizontal : pdf::Direction::kVertical;
        pages.back().rulings.push_back({direction, at, from, from + numbers.place() + 1});
        break;
      }
      default:
        if ((kind & 0xF0) == 0 && pages.size() < kMostPages) pages.push_back({.width = 595, .height = 842});
    }
  }
  return pages;
}

std::size_t letters_in(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

/// What is upright on a page: all of it must stand in its grid.
std::size_t letters_on(const pdf::PageContent& page) {
  std::size_t letters = 0;
  for (const pdf::Word& word : page.words)
    if (word.turn == pdf::Turn::kNone) letters += letters_in(word.text());
  return letters;
}

void check_grid(const pdf::PageContent& page) {
  const pdf::Grid grid = pdf::grid_of(page);
  std::size_t letters = 0;
  for (const pdf::GridRow& row : grid.rows) {
    if (row.cells.size() != grid.columns.size()) throw BrokenPromise("a row with as many cells as there are columns");
    for (const std::string& cell : row.cells) letters += letters_in(cell);
  }
  if (letters < letters_on(page)) throw BrokenPromise("nothing of the text is left out");
}

}  // namespace

/// From words and lines to rows, without Poppler.
void run_pdf_layout(Bytes input) {
  const std::vector<pdf::PageContent> drawn = pages_of(input);
  std::vector<pdf::PageContent> pages;
  for (const pdf::PageContent& page : drawn) pages.push_back(pdf::upright(page));
  for (const pdf::PageContent& page : pages) {
    check_grid(page);
    check_grid(pdf::cropped(page, pdf::table_area(page)));
  }
  try {
    std::size_t columns = 0;
    pdf::TablePages table(known_columns().known,
                          [&columns](const std::vector<std::string>& cells) { columns = std::max(columns, cells.size()); });
    for (std::size_t i = 0; i < pages.size(); ++i)
      table.add(pages[i], i > 0 ? pages[i - 1] : pdf::PageContent(), i + 1 < pages.size() ? pages[i + 1] : pdf::PageContent());
    table.finish();
  } catch (const stages::ParseError&) {
  }
}

}  // namespace nightporter::fuzz
