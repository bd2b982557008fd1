#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace nightporter::stages {

/// True for a style that holds mso-number-format:"\@": the program that wrote the page wants the cell to be text.
bool is_text_format(std::string_view style);

/// Adds the names of the classes of a style sheet whose rule is such a style.
void add_text_classes(std::string_view style_sheet, std::set<std::string, std::less<>>& classes);

}  // namespace nightporter::stages
