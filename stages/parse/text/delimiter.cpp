#include "stages/parse/text/delimiter.h"

#include <map>
#include <vector>

namespace nightporter::stages {

namespace {

/// Number of fields of each record; an unfinished last one is left out unless it is the only one.
std::vector<std::size_t> fields_per_record(std::string_view text, char delimiter) {
  std::vector<std::size_t> counts;
  std::size_t fields = 1;
  bool quoted = false;
  bool at_start = true;
  bool anything = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      quoted = c != '"';
      continue;
    }
    if (c == '"' && (at_start || (i > 0 && text[i - 1] == '"'))) {
      quoted = true;
      at_start = false;
      anything = true;
    } else if (c == delimiter) {
      ++fields;
      at_start = true;
      anything = true;
    } else if (c == '\n' || c == '\r') {
      if (anything) counts.push_back(fields);
      fields = 1;
      at_start = true;
      anything = false;
    } else {
      at_start = false;
      anything = true;
    }
  }
  if (anything && counts.empty()) counts.push_back(fields);
  return counts;
}

}  // namespace

char guess_delimiter(std::string_view sample) {
  char best = ',';
  std::size_t best_lines = 0;
  std::size_t best_fields = 1;
  for (const char candidate : {',', ';', '\t', '|'}) {
    std::map<std::size_t, std::size_t> lines_of;
    for (const std::size_t fields : fields_per_record(sample, candidate))
      if (fields > 1) ++lines_of[fields];
    for (const auto& [fields, lines] : lines_of) {
      if (lines < best_lines || (lines == best_lines && fields <= best_fields)) continue;
      best = candidate;
      best_lines = lines;
      best_fields = fields;
    }
  }
  return best;
}

}  // namespace nightporter::stages
