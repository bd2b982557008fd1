#include "stages/parse/pdf/header_anchor.h"

#include <algorithm>

#include "stages/parse/typed/folded_text.h"

namespace nightporter::stages::pdf {

namespace {

constexpr std::size_t kMostLines = 4;      // that a header is broken over
constexpr double kLinesOfOneHeader = 2.5;  // of the font's height, from line to line at most

/// Without any white space: PDFs do not always say where a space is.
std::string bare(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t space = space_length(text);
    if (space == 0) result += text.front();
    text.remove_prefix(space > 0 ? space : 1);
  }
  return result;
}

struct HeaderWord {
  const Word* word;
  std::size_t line;
  std::size_t chunk;
  std::string text;
  bool used = false;
};

/// The words of a few lines, of which header names claim some.
class Band {
 public:
  Band(const std::vector<TextLine>& lines, std::size_t first, std::size_t end) {
    for (std::size_t line = first; line < end; ++line)
      for (std::size_t chunk = 0; chunk < lines[line].chunks.size(); ++chunk)
        for (const Word& word : lines[line].chunks[chunk].words) words_.push_back({&word, line, chunk, bare(word.text())});
  }

  /// Positions of the words that spell `name`, which become used; empty when it is not there, or is a part of something longer.
  std::vector<std::size_t> claim(const std::string& name) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::vector<std::size_t> found;
      if (!spell(name, i, found) || !stands_alone(found)) continue;
      for (const std::size_t index : found) words_[index].used = true;
      return found;
    }
    return {};
  }

  const std::vector<HeaderWord>& words() const { return words_; }

 private:
  /// Takes words from `index` on as long as they continue the name; at the end of a line's chunk goes on below.
  bool spell(std::string_view rest, std::size_t index, std::vector<std::size_t>& found) const {
    const HeaderWord& word = words_[index];
    if (word.used || word.text.empty() || !rest.starts_with(word.text)) return false;
    found.push_back(index);
    rest.remove_prefix(word.text.size());
    if (rest.empty()) return true;
    if (index + 1 < words_.size() && same_chunk(index, index + 1) && spell(rest, index + 1, found)) return true;
    if (index + 1 == words_.size() || !same_chunk(index, index + 1) || words_[index + 1].used) {
      const auto [left, right] = stretch(found);
      for (std::size_t below = index + 1; below < words_.size(); ++below)
        if (words_[below].line == word.line + 1 && overlap(left, right, words_[below].word->box.left, chunk_end(below)) > 0 &&
            spell(rest, below, found))
          return true;
    }
    found.pop_back();
    return false;
  }

  bool same_chunk(std::size_t a, std::size_t b) const { return words_[a].line == words_[b].line && words_[a].chunk == words_[b].chunk; }

  double chunk_end(std::size_t index) const {
    while (index + 1 < words_.size() && same_chunk(index, index + 1)) ++index;
    return words_[index].word->box.right;
  }

  std::pair<double, double> stretch(const std::vector<std::size_t>& found) const {
    double left = words_[found.front()].word->box.left;
    double right = left;
    for (const std::size_t index : found) {
      left = std::min(left, words_[index].word->box.left);
      right = std::max(right, words_[index].word->box.right);
    }
    return {left, right};
  }

  /// No word right beside it that belongs to no other header.
  bool stands_alone(const std::vector<std::size_t>& found) const {
    const auto taken = [&](std::size_t index) { return words_[index].used || std::find(found.begin(), found.end(), index) != found.end(); };
    return std::all_of(found.begin(), found.end(), [&](std::size_t index) {
      const bool left = index == 0 || !same_chunk(index - 1, index) || taken(index - 1);
      const bool right = index + 1 == words_.size() || !same_chunk(index, index + 1) || taken(index + 1);
      return left && right;
    });
  }

  std::vector<HeaderWord> words_;
};

Heading heading_of(const Band& band, const std::vector<std::size_t>& found, const std::string& text) {
  Heading heading{.place = {band.words()[found[0]].word->box.left, band.words()[found[0]].word->box.right}, .text = text};
  for (const std::size_t index : found) {
    const Box& box = band.words()[index].word->box;
    heading.place = {std::min(heading.place.left, box.left), std::max(heading.place.right, box.right)};
  }
  return heading;
}

/// What nobody claimed, one heading for each stretch; a piece over or under a claimed heading is a group's name and left out.
void add_unknown(std::vector<Heading>& headings, const Band& band) {
  const std::size_t claimed = headings.size();
  for (std::size_t i = 0; i < band.words().size();) {
    std::size_t next = i + 1;
    const HeaderWord& first = band.words()[i];
    Heading heading{.place = {first.word->box.left, first.word->box.right}, .text = first.word->text()};
    while (next < band.words().size() && band.words()[next].line == first.line && band.words()[next].chunk == first.chunk) {
      heading.place.right = band.words()[next].word->box.right;
      heading.text += ' ' + band.words()[next].word->text();
      ++next;
    }
    i = next;
    if (first.used) continue;
    const auto over = [&](const Heading& other) {
      return overlap(heading.place.left, heading.place.right, other.place.left, other.place.right) > 0;
    };
    const auto known_end = headings.begin() + static_cast<std::ptrdiff_t>(claimed);
    if (std::any_of(headings.begin(), known_end, over)) continue;
    const auto above = std::find_if(known_end, headings.end(), over);
    if (above == headings.end()) {
      headings.push_back(heading);
    } else {
      append_line(above->text, heading.text);
      above->place = {std::min(above->place.left, heading.place.left), std::max(above->place.right, heading.place.right)};
    }
  }
}

std::optional<FoundHeader> header_in(const std::vector<TextLine>& lines, std::size_t first, std::size_t end,
                                     const std::vector<const KnownColumn*>& columns) {
  Band band(lines, first, end);
  FoundHeader header;
  for (const KnownColumn* column : columns) {
    const std::vector<std::size_t> found = band.claim(bare(column->header));
    if (found.empty() && !column->optional) return std::nullopt;
    if (!found.empty()) header.headings.push_back(heading_of(band, found, column->header));
  }
  if (header.headings.empty()) return std::nullopt;
  add_unknown(header.headings, band);
  std::sort(header.headings.begin(), header.headings.end(), [](const Heading& a, const Heading& b) { return a.place.left < b.place.left; });
  for (std::size_t i = 1; i < header.headings.size(); ++i)
    if (header.headings[i].place.left < header.headings[i - 1].place.right) return std::nullopt;
  header.box = lines[first].box;
  for (std::size_t i = first; i < end; ++i) header.box = header.box.united(lines[i].box);
  return header;
}

}  // namespace

std::optional<FoundHeader> find_header(const std::vector<TextLine>& lines, const std::vector<KnownColumn>& columns) {
  // Long names first, so that "Amount" does not take a word of "Net Amount".
  std::vector<const KnownColumn*> order;
  for (const KnownColumn& column : columns) order.push_back(&column);
  std::sort(order.begin(), order.end(), [](const KnownColumn* a, const KnownColumn* b) {
    return a->header.size() != b->header.size() ? a->header.size() > b->header.size() : a->header < b->header;
  });
  for (std::size_t first = 0; first < lines.size(); ++first)
    for (std::size_t end = first + 1; end <= std::min(lines.size(), first + kMostLines); ++end) {
      const double gap = end > first + 1 ? lines[end - 1].box.center_y() - lines[end - 2].box.center_y() : 0;
      if (gap > kLinesOfOneHeader * lines[first].em) break;
      if (std::optional<FoundHeader> header = header_in(lines, first, end, order)) return header;
    }
  return std::nullopt;
}

}  // namespace nightporter::stages::pdf
