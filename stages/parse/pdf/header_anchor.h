#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stages/parse/pdf/columns.h"
#include "stages/parse/pdf/text_lines.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::stages::pdf {

/// One heading of a table and the stretch that its words take.
struct Heading {
  Column place;
  std::string text;  // as the mapping spells it; the words of the page for a column that the mapping does not know
};

/// The header of a table on a page.
struct FoundHeader {
  Box box;
  std::vector<Heading> headings;  // from left to right, apart
};

/// The topmost place where the words of all headers stand side by side, those of optional columns where they are there; a header may be
/// broken over up to four lines. What else stands there heads columns that are not known. nullopt when one is missing.
std::optional<FoundHeader> find_header(const std::vector<TextLine>& lines, const std::vector<KnownColumn>& columns);

}  // namespace nightporter::stages::pdf
