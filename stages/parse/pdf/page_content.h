#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace nightporter::stages::pdf {

/// A rectangle in points (1/72 inch) from the top left corner of a page; y grows downwards.
struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  double width() const { return right - left; }
  double height() const { return bottom - top; }
  double center_x() const { return (left + right) / 2; }
  double center_y() const { return (top + bottom) / 2; }
  bool holds_center_of(const Box& other) const {
    return other.center_x() >= left && other.center_x() <= right && other.center_y() >= top && other.center_y() <= bottom;
  }
  /// The smallest box around both.
  Box united(const Box& other) const {
    return {std::min(left, other.left), std::min(top, other.top), std::max(right, other.right), std::max(bottom, other.bottom)};
  }
  friend bool operator==(const Box&, const Box&) = default;
};

/// pt: farther out than that is nothing of a page. Sums and differences of such places are numbers.
inline constexpr double kFarthest = 1e6;

/// False for what is no number, too.
inline bool is_on_a_page(double place) {
  return place >= -kFarthest && place <= kFarthest;
}

/// How much two stretches of one axis share; negative is the distance between them.
inline double overlap(double a_from, double a_to, double b_from, double b_to) {
  return std::min(a_to, b_to) - std::max(a_from, b_from);
}

/// One character of a word and where it begins and ends along the line.
struct Glyph {
  double left = 0;
  double right = 0;
  std::string text;  // UTF-8
};

enum class Turn { kNone, kClockwise, kUpsideDown, kCounterclockwise };

/// Characters without white space between them, as they are printed.
struct Word {
  Box box;
  double em = 0;  // height of the font
  Turn turn = Turn::kNone;
  std::vector<Glyph> glyphs;

  std::string text() const;
};

enum class Direction { kHorizontal, kVertical };

/// A straight line that separates things.
struct Ruling {
  Direction direction = Direction::kHorizontal;
  double at = 0;  // y of a horizontal one, x of a vertical one
  double from = 0;
  double to = 0;
  friend bool operator==(const Ruling&, const Ruling&) = default;
};

/// What is printed on one page, as far as tables go.
struct PageContent {
  double width = 0;
  double height = 0;
  std::vector<Word> words;
  std::vector<Ruling> rulings;
};

/// The page turned so that most of its text is upright. Words that still are not keep their `turn`.
PageContent upright(PageContent page);

/// Only what lies inside `area`: words by their centre, rulings cut to it. Its size stays the page's.
PageContent cropped(const PageContent& page, const Box& area);

}  // namespace nightporter::stages::pdf
