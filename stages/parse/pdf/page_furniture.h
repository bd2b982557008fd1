#pragma once

#include <vector>

#include "stages/parse/pdf/page_content.h"
#include "stages/parse/pdf/text_lines.h"

namespace nightporter::stages::pdf {

/// Without the lines that only belong to the page: those at its top or bottom that stand apart from the rest and are at the same height on
/// a neighbouring page, the same but for their digits ("Page 2 of 7"). `lines` are those of `page`.
std::vector<TextLine> without_furniture(const std::vector<TextLine>& lines, const PageContent& page, const std::vector<TextLine>& before,
                                        const std::vector<TextLine>& after);

}  // namespace nightporter::stages::pdf
