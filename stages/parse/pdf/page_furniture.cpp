#include "stages/parse/pdf/page_furniture.h"

#include <cmath>

namespace nightporter::stages::pdf {

namespace {

constexpr double kMargin = 0.15;   // of the page's height
constexpr double kApart = 1.6;     // of the font's height, from line to line
constexpr double kSameHeight = 2;  // pt

std::string pattern_of(const TextLine& line) {
  std::string pattern;
  for (const Chunk& chunk : line.chunks)
    for (const char c : chunk.text()) {
      const bool digit = c >= '0' && c <= '9';
      if (!digit || pattern.empty() || pattern.back() != '#') pattern += digit ? '#' : c;
    }
  return pattern;
}

bool repeats(const TextLine& line, const std::vector<TextLine>& page) {
  return std::any_of(page.begin(), page.end(), [&](const TextLine& other) {
    return std::fabs(other.box.center_y() - line.box.center_y()) < kSameHeight && pattern_of(other) == pattern_of(line);
  });
}

}  // namespace

std::vector<TextLine> without_furniture(const std::vector<TextLine>& lines, const PageContent& page, const std::vector<TextLine>& before,
                                        const std::vector<TextLine>& after) {
  const auto repeated = [&](const TextLine& line) { return repeats(line, before) || repeats(line, after); };
  const auto apart = [](const TextLine& a, const TextLine& b) {
    return b.box.center_y() - a.box.center_y() > kApart * std::max(a.em, b.em);
  };
  std::size_t first = 0;
  std::size_t end = lines.size();
  for (std::size_t i = 0; i < lines.size() && lines[i].box.center_y() < kMargin * page.height && repeated(lines[i]); ++i)
    if (i + 1 == lines.size() || apart(lines[i], lines[i + 1])) first = i + 1;
  for (std::size_t i = lines.size(); i > first && lines[i - 1].box.center_y() > (1 - kMargin) * page.height && repeated(lines[i - 1]); --i)
    if (i - 1 == first || apart(lines[i - 2], lines[i - 1])) end = i - 1;
  return {lines.begin() + static_cast<std::ptrdiff_t>(first), lines.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace nightporter::stages::pdf
