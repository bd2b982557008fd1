#include "stages/upload/files/file_text.h"

namespace nightporter::stages {

std::string csv_text(const model::Cell& cell) {
  std::string text = model::to_text(cell);
  const bool is_text = std::holds_alternative<std::string>(cell);
  if (is_text && !text.empty() && std::string("=+-@\t\r").find(text.front()) != std::string::npos) text.insert(text.begin(), '\'');
  return text;
}

std::string csv_line(const std::vector<std::string>& texts) {
  std::string line;
  for (std::size_t index = 0; index < texts.size(); ++index) {
    if (index > 0) line += ',';
    const std::string& text = texts[index];
    const bool edges = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (text.find_first_of(",;\t\"\r\n") == std::string::npos && !edges) {
      line += text;
      continue;
    }
    line += '"';
    for (const char c : text) {
      if (c == '"') line += c;
      line += c;
    }
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace nightporter::stages
