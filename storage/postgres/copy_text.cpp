#include "storage/postgres/copy_text.h"

#include <stdexcept>

namespace nightporter::storage {

std::string postgres_text(const model::Cell& cell) {
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "t" : "f";
  std::string text = model::to_text(cell);
  if (text.find('\0') != std::string::npos) throw std::out_of_range("text with a zero byte, which PostgreSQL does not hold");
  return text;
}

void append_copy_text(std::string& line, const model::Cell& cell) {
  if (std::holds_alternative<model::Empty>(cell)) {
    line += "\\N";
    return;
  }
  for (const char c : postgres_text(cell)) {
    switch (c) {
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\\':
        line += "\\\\";
        break;
      default:
        line += c;
    }
  }
}

}  // namespace nightporter::storage
