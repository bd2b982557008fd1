#pragma once

#include <string_view>

namespace nightporter::stages {

/// Which of , ; TAB | separates the fields of this text: the one that cuts the most lines into the same number (above one) of fields,
/// quotes respected. A comma when nothing does. `sample` is the beginning of the text, in UTF-8.
char guess_delimiter(std::string_view sample);

}  // namespace nightporter::stages
