#pragma once

#include <string>

#include "model/cell.h"

namespace nightporter::storage {

/// Appends a cell to a line of PostgreSQL's COPY text format: \N for an empty one, tabs and line feeds escaped.
/// Throws std::out_of_range for text with a zero byte, which PostgreSQL's text cannot hold.
void append_copy_text(std::string& line, const model::Cell& cell);

/// A cell as PostgreSQL reads it from text; not for an empty one. Throws std::out_of_range as above.
std::string postgres_text(const model::Cell& cell);

}  // namespace nightporter::storage
