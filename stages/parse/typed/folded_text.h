#pragma once

#include <string>
#include <string_view>

namespace nightporter::stages {

/// Without white space at either end; no-break spaces and the like count as white space.
std::string_view trimmed(std::string_view text);

/// Trimmed, and every run of white space within is one space: how headers are compared.
std::string folded(std::string_view text);

/// Of the white space character that `text` begins with, in bytes; 0 when it begins with none.
std::size_t space_length(std::string_view text);

}  // namespace nightporter::stages
