#pragma once

#include <vector>

#include "stages/parse/pdf/page_content.h"

class PDFDoc;

namespace nightporter::stages::pdf {

/// The ruling lines that Poppler draws on a page (counted from 1): stroked lines and outlines that are upright or level, and filled
/// rectangles so thin that they are lines. White ones are left out, since nobody sees them.
/// Throws ParseError{kTooLarge} when there are more than any table has.
std::vector<Ruling> rulings_of(PDFDoc& document, int page);

}  // namespace nightporter::stages::pdf
