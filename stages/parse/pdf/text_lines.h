#pragma once

#include <string>
#include <vector>

#include "stages/parse/pdf/page_content.h"

namespace nightporter::stages::pdf {

/// Words that are read together: nothing but a space between them.
struct Chunk {
  Box box;
  std::vector<Word> words;  // from left to right

  std::string text() const;  // words with single spaces
};

/// One line of text: what stands side by side.
struct TextLine {
  Box box;
  double em = 0;              // the usual height of its words
  std::vector<Chunk> chunks;  // from left to right
};

/// The upright words, line by line from top to bottom. A line is cut into chunks where the gap between two glyphs is wider than
/// 0.45 of the font's height, or where a vertical ruling line passes. A word that such a line passes through is cut, too.
std::vector<TextLine> text_lines(const std::vector<Word>& words, const std::vector<Ruling>& vertical_rulings);

/// A number as reports print them: "1,234.50", "(12)", "$ 5", "12.5 %", "-".
bool looks_like_number(std::string_view text);

/// Where the end of a line may break a text.
enum class Breaks { kBetweenWords, kInsideWord };

/// Two lines of one paragraph as one: with a space between, but not after a hyphen inside a word, nor where words are broken anywhere.
void append_line(std::string& paragraph, std::string_view line, Breaks breaks = Breaks::kBetweenWords);

}  // namespace nightporter::stages::pdf
