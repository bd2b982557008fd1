#pragma once

#include <cstddef>
#include <vector>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// True when `choice` asks for this table by its name or its number (counted from 0 here, from 1 in the choice).
bool names_table(const TableChoice& choice, const RawTable& table, std::size_t index);

/// Positions of the sheets that are wanted. By name first, by number when no sheet is called so.
/// Throws ParseError{kNoSuchSheet} that lists the sheets there are.
std::vector<std::size_t> choose_sheets(const std::vector<RawTable>& sheets, const TableChoice& choice);

}  // namespace nightporter::stages
