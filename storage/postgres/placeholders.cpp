#include "storage/postgres/placeholders.h"

namespace nightporter::storage {

namespace {

/// Where what begins at `from` ends: behind the closing quote, or behind the line of a comment.
std::size_t end_of_quoted(std::string_view sql, std::size_t from) {
  const char quote = sql[from] == '-' ? '\n' : sql[from];
  const std::size_t end = sql.find(quote, from + 1);  // a doubled quote ends one string and begins the next
  return end == std::string_view::npos ? sql.size() : end + 1;
}

}  // namespace

std::string numbered_placeholders(std::string_view sql) {
  std::string numbered;
  int number = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (c == '\'' || c == '"' || (c == '-' && sql.substr(at, 2) == "--")) {
      const std::size_t end = end_of_quoted(sql, at);
      numbered += sql.substr(at, end - at);
      at = end;
      continue;
    }
    if (c == '?')
      numbered += '$' + std::to_string(++number);
    else
      numbered += c;
    ++at;
  }
  return numbered;
}

}  // namespace nightporter::storage
