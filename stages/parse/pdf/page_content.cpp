#include "stages/parse/pdf/page_content.h"

#include <array>
#include <utility>

namespace nightporter::stages::pdf {

namespace {

constexpr double kRulingSlack = 3;  // pt: a frame drawn on the edge of an area belongs to it

Turn opposite(Turn turn) {
  switch (turn) {
    case Turn::kClockwise:
      return Turn::kCounterclockwise;
    case Turn::kCounterclockwise:
      return Turn::kClockwise;
    default:
      return turn;
  }
}

/// What `own` is after the page was turned back by `page`.
Turn turned_back(Turn own, Turn page) {
  return static_cast<Turn>((static_cast<int>(own) + static_cast<int>(opposite(page))) % 4);
}

struct Turner {
  Turn turn;
  double width;
  double height;

  std::pair<double, double> point(double x, double y) const {
    switch (turn) {
      case Turn::kClockwise:
        return {y, width - x};
      case Turn::kUpsideDown:
        return {width - x, height - y};
      case Turn::kCounterclockwise:
        return {height - y, x};
      case Turn::kNone:
        break;
    }
    return {x, y};
  }

  Box box(const Box& box) const {
    const auto [x1, y1] = point(box.left, box.top);
    const auto [x2, y2] = point(box.right, box.bottom);
    return {std::min(x1, x2), std::min(y1, y2), std::max(x1, x2), std::max(y1, y2)};
  }

  Ruling ruling(const Ruling& ruling) const {
    const bool flat = ruling.direction == Direction::kHorizontal;
    const Box line = box(flat ? Box{ruling.from, ruling.at, ruling.to, ruling.at} : Box{ruling.at, ruling.from, ruling.at, ruling.to});
    if (line.width() >= line.height()) return {Direction::kHorizontal, line.top, line.left, line.right};
    return {Direction::kVertical, line.left, line.top, line.bottom};
  }
};

}  // namespace

std::string Word::text() const {
  std::string text;
  for (const Glyph& glyph : glyphs) text += glyph.text;
  return text;
}

PageContent upright(PageContent page) {
  std::array<std::size_t, 4> characters{};
  for (const Word& word : page.words) characters[static_cast<std::size_t>(word.turn)] += word.glyphs.size();
  const auto most = std::max_element(characters.begin(), characters.end()) - characters.begin();
  const Turner turner{static_cast<Turn>(most), page.width, page.height};
  if (turner.turn == Turn::kNone) return page;
  for (Word& word : page.words) {
    word.box = turner.box(word.box);
    word.turn = turned_back(word.turn, turner.turn);
    if (word.turn != Turn::kNone) continue;
    // A glyph's stretch was measured along its own line, in the page's old axes.
    for (Glyph& glyph : word.glyphs) {
      if (turner.turn == Turn::kClockwise) continue;
      const double end = turner.turn == Turn::kUpsideDown ? page.width : page.height;
      glyph = {end - glyph.right, end - glyph.left, std::move(glyph.text)};
    }
  }
  for (Ruling& ruling : page.rulings) ruling = turner.ruling(ruling);
  if (turner.turn != Turn::kUpsideDown) std::swap(page.width, page.height);
  return page;
}

PageContent cropped(const PageContent& page, const Box& area) {
  PageContent result{.width = page.width, .height = page.height};
  for (const Word& word : page.words)
    if (area.holds_center_of(word.box)) result.words.push_back(word);
  for (Ruling ruling : page.rulings) {
    const bool flat = ruling.direction == Direction::kHorizontal;
    const double first = flat ? area.top : area.left;
    const double last = flat ? area.bottom : area.right;
    if (ruling.at < first - kRulingSlack || ruling.at > last + kRulingSlack) continue;
    ruling.from = std::max(ruling.from, (flat ? area.left : area.top) - kRulingSlack);
    ruling.to = std::min(ruling.to, (flat ? area.right : area.bottom) + kRulingSlack);
    if (ruling.to - ruling.from > kRulingSlack) result.rulings.push_back(ruling);
  }
  return result;
}

}  // namespace nightporter::stages::pdf
