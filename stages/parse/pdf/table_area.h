#pragma once

#include "stages/parse/pdf/page_content.h"

namespace nightporter::stages::pdf {

/// Where the table of a page of which nothing is known is likely to be: where ruling lines make a lattice, otherwise from the first to
/// the last line with at least half as many chunks as the line with most. The whole page when there is no such line.
Box table_area(const PageContent& page);

}  // namespace nightporter::stages::pdf
