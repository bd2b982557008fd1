#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nightporter::app {

/// `text` fit for a terminal: without control characters and escape sequences, which would move the cursor, set the window's title or
/// answer for the person; without the marks that turn the direction of writing; what is not UTF-8 as U+FFFD. Line breaks become " | ".
/// Everything that comes from a page or a server goes through here before it is printed.
std::string plain_line(std::string_view text);

/// The same for a text of several lines: they stay lines.
std::string plain_lines(std::string_view text);

/// As much of the UTF-8 `text` as fits into so many columns; "…" stands for the rest.
std::string cut_to_width(std::string_view text, std::size_t columns);

}  // namespace nightporter::app
