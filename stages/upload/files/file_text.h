#pragma once

#include <string>
#include <vector>

#include "model/cell.h"

namespace nightporter::stages {

/// The cell as a spreadsheet program that opens the file shall see it: model::to_text, but a text that such a program would take for a
/// formula
/// ("=…", "+…", "-…", "@…", or after a tab or carriage return) gets an apostrophe before it (OWASP, CSV injection).
std::string csv_text(const model::Cell& cell);

/// A row of a CSV file (RFC 4180): quotes where they are needed, "\r\n" at the end.
std::string csv_line(const std::vector<std::string>& texts);

}  // namespace nightporter::stages
