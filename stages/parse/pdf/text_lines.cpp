#include "stages/parse/pdf/text_lines.h"

#include <cctype>
#include <cmath>
#include <optional>

namespace nightporter::stages::pdf {

namespace {

constexpr double kColumnGap = 0.45;  // of the font's height: a wider gap is more than a space
constexpr double kFixedGap = 1.5;    // of a letter's width, in a font of one width
constexpr double kSameWidth = 0.02;  // of a glyph's width that those of one font differ by
constexpr double kTall = 2;          // of the usual height: a bullet in such a box does not reach that far
constexpr double kSameLine = 0.5;    // of the lower word's height that two words of a line share
constexpr double kFullHeight = 0.8;  // of the line: lower words do not say where it is
constexpr double kPasses = 0.6;      // of a line's height that a ruling line must cover to cut it
constexpr double kSpace = 0.12;      // of the font's height: words closer than that are one

/// The width of every glyph when they are printed in a font of one width.
std::optional<double> fixed_width(const Word& word) {
  if (word.glyphs.size() < 2) return std::nullopt;
  const double first = word.glyphs[0].right - word.glyphs[0].left;
  for (const Glyph& glyph : word.glyphs)
    if (std::fabs(glyph.right - glyph.left - first) > kSameWidth * first) return std::nullopt;
  return first;
}

/// A gap between two words that is wider than a space. In a font of one width a space is as wide as a letter.
bool is_column_gap(const Word& before, const Word& after, double em) {
  const double gap = after.box.left - before.box.right;
  if (gap <= kColumnGap * em) return false;
  const std::optional<double> width = fixed_width(before.glyphs.size() > after.glyphs.size() ? before : after);
  return !width || gap > kFixedGap * *width;
}

/// The mark before an item of a list: it is no column of its own.
bool is_bullet(const Chunk& chunk) {
  if (chunk.words.size() != 1 || chunk.words[0].glyphs.size() != 1) return false;
  static constexpr std::string_view kBullets[] = {"•", "●", "▪", "■", "◦", "‣", "·", "\uF0B7", "\uF0A7"};
  return std::find(std::begin(kBullets), std::end(kBullets), chunk.words[0].glyphs[0].text) != std::end(kBullets);
}

/// The word in pieces, cut where one of `cuts` (ascending) passes between its glyphs.
void push_pieces(std::vector<Word>& pieces, const Word& word, const std::vector<double>& cuts) {
  auto cut = std::upper_bound(cuts.begin(), cuts.end(), word.box.left);
  Word piece{.box = word.box, .em = word.em, .turn = word.turn};
  for (const Glyph& glyph : word.glyphs) {
    const double middle = (glyph.left + glyph.right) / 2;
    if (cut != cuts.end() && middle > *cut && !piece.glyphs.empty()) {
      piece.box.right = piece.glyphs.back().right;
      pieces.push_back(piece);
      piece.glyphs.clear();
      piece.box.left = glyph.left;
      piece.box.right = word.box.right;
    }
    while (cut != cuts.end() && middle > *cut) ++cut;
    piece.glyphs.push_back(glyph);
  }
  pieces.push_back(std::move(piece));
}

std::vector<double> cuts_of(const std::vector<Ruling>& vertical, const Box& line) {
  std::vector<double> cuts;
  for (const Ruling& ruling : vertical)
    if (overlap(ruling.from, ruling.to, line.top, line.bottom) >= kPasses * line.height()) cuts.push_back(ruling.at);
  return cuts;
}

TextLine line_of(std::vector<Word> words, const std::vector<Ruling>& vertical) {
  TextLine line{.box = words.front().box};
  std::vector<double> heights;
  for (const Word& word : words) {
    line.box = line.box.united(word.box);
    heights.push_back(word.em);
  }
  std::nth_element(heights.begin(), heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2), heights.end());
  line.em = heights[heights.size() / 2];
  const std::vector<double> cuts = cuts_of(vertical, line.box);
  std::vector<Word> pieces;
  for (const Word& word : words) push_pieces(pieces, word, cuts);
  std::sort(pieces.begin(), pieces.end(), [](const Word& a, const Word& b) { return a.box.left < b.box.left; });
  for (Word& piece : pieces) {
    bool apart = true;
    if (!line.chunks.empty()) {
      const Box& before = line.chunks.back().box;
      apart = is_column_gap(line.chunks.back().words.back(), piece, line.em) && !is_bullet(line.chunks.back());
      for (const double cut : cuts) apart = apart || (before.center_x() < cut && before.right <= cut + 1 && piece.box.left >= cut - 1);
    }
    if (apart) line.chunks.push_back({.box = piece.box});
    line.chunks.back().box = line.chunks.back().box.united(piece.box);
    line.chunks.back().words.push_back(std::move(piece));
  }
  return line;
}

}  // namespace

std::string Chunk::text() const {
  std::string text;
  double end = 0;
  for (const Word& word : words) {
    if (!text.empty() && word.box.left - end > kSpace * word.em) text += ' ';
    text += word.text();
    end = word.box.right;
  }
  return text;
}

std::vector<TextLine> text_lines(const std::vector<Word>& words, const std::vector<Ruling>& vertical) {
  std::vector<Word> order;
  for (const Word& word : words)
    if (word.turn == Turn::kNone) order.push_back(word);
  if (order.empty()) return {};
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
  std::nth_element(order.begin(), middle, order.end(), [](const Word& a, const Word& b) { return a.em < b.em; });
  const double usual = middle->em;
  for (Word& word : order) {
    if (word.box.height() <= kTall * usual || word.glyphs.size() > 1) continue;
    const double center = word.box.center_y();
    word.box.top = center - usual / 2;
    word.box.bottom = center + usual / 2;
    word.em = usual;
  }
  std::sort(order.begin(), order.end(), [](const Word& a, const Word& b) {
    return a.box.center_y() != b.box.center_y() ? a.box.center_y() < b.box.center_y() : a.box.left < b.box.left;
  });
  std::vector<TextLine> lines;
  for (std::size_t first = 0; first < order.size();) {
    std::vector<Word> together = {order[first]};
    // The core is what all words of the line share, so that a line never creeps down the page.
    double top = order[first].box.top;
    double bottom = order[first].box.bottom;
    std::size_t next = first + 1;
    for (; next < order.size(); ++next) {
      const Box& box = order[next].box;
      const double shared = overlap(top, bottom, box.top, box.bottom);
      if (shared < kSameLine * std::min(bottom - top, box.height())) break;
      if (box.height() > (bottom - top) * kFullHeight) {
        top = std::max(top, box.top);
        bottom = std::min(bottom, box.bottom);
      }
      together.push_back(order[next]);
    }
    lines.push_back(line_of(std::move(together), vertical));
    first = next;
  }
  return lines;
}

bool looks_like_number(std::string_view text) {
  std::size_t digits = 0;
  std::size_t letters = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      ++digits;
    else if (std::isalpha(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0)
      ++letters;
  }
  return digits > 0 && letters * 3 <= digits && (letters == 0 || digits >= 4);
}

void append_line(std::string& paragraph, std::string_view line, Breaks breaks) {
  if (line.empty()) return;
  const bool hyphen = paragraph.size() > 1 && paragraph.back() == '-' && paragraph[paragraph.size() - 2] != ' ';
  const bool inside_word = hyphen || breaks == Breaks::kInsideWord;
  if (!paragraph.empty() && !inside_word) paragraph += ' ';
  paragraph += line;
}

}  // namespace nightporter::stages::pdf
