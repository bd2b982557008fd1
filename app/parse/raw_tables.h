#pragma once

#include "app/commands/commands.h"

namespace nightporter::app {

/// Prints the tables of a file as they are, before any mapping: what kind of file it is, its sheets, where a header seems to be, the rows.
/// Throws stages::ParseError.
void print_raw_tables(const ParseOptions& options, const CommandContext& context);

}  // namespace nightporter::app
