#include "stages/parse/pdf/table_area.h"

#include "stages/parse/pdf/lattice.h"
#include "stages/parse/pdf/rulings.h"
#include "stages/parse/pdf/text_lines.h"

namespace nightporter::stages::pdf {

Box table_area(const PageContent& page) {
  const Rulings rulings = joined(page.rulings);
  if (const std::optional<Lattice> lattice = lattice_of(rulings)) return lattice->box();
  const std::vector<TextLine> lines = text_lines(page.words, rulings.vertical);
  std::size_t most = 0;
  for (const TextLine& line : lines) most = std::max(most, line.chunks.size());
  std::optional<Box> area;
  for (const TextLine& line : lines)
    if (most > 1 && line.chunks.size() * 2 >= most && line.chunks.size() > 1) area = area ? area->united(line.box) : line.box;
  return area.value_or(Box{0, 0, page.width, page.height});
}

}  // namespace nightporter::stages::pdf
