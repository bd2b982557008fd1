#pragma once

#include "stages/parse/raw_reader.h"

namespace nightporter::fuzz {

/// What a recipe would know of the table that the seeds of the PDF targets hold.
inline stages::TableChoice known_columns() {
  stages::TableChoice choice;
  choice.known.columns = {{.header = "Order No", .key = true, .one_word = true},
                          {.header = "Date"},
                          {.header = "Amount"},
                          {.header = "Note", .optional = true}};
  choice.known.totals_text = "Total";
  return choice;
}

}  // namespace nightporter::fuzz
