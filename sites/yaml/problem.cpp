#include "sites/yaml/problem.h"

#include <algorithm>
#include <tuple>

namespace nightporter::sites::yaml {

std::string Problem::to_string() const {
  std::string text = file;
  if (line > 0) text += ":" + std::to_string(line);
  text += ": " + message;
  if (!where.empty()) text += " in " + where;
  if (!hint.empty()) text += "; " + hint;
  return text;
}

void sort_by_place(std::vector<Problem>& problems) {
  std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column, a.where, a.message) < std::tie(b.line, b.column, b.where, b.message);
  });
}

}  // namespace nightporter::sites::yaml
