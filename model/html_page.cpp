#include "model/html_page.h"

#include <stdexcept>

namespace nightporter::model {

std::string html_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string fill_page(std::string_view page, const std::map<std::string, std::string, std::less<>>& values) {
  std::string filled;
  while (true) {
    const std::size_t open = page.find("{{");
    filled += page.substr(0, open);
    if (open == std::string_view::npos) return filled;
    const bool raw = page.substr(open).starts_with("{{{");
    const std::string_view closing = raw ? "}}}" : "}}";
    const std::size_t begin = open + closing.size();
    const std::size_t end = page.find(closing, begin);
    if (end == std::string_view::npos) throw std::out_of_range("a page has {{ without }}");
    const std::string_view name = page.substr(begin, end - begin);
    const auto value = values.find(name);
    if (value == values.end()) throw std::out_of_range("a page wants {{" + std::string(name) + "}}");
    filled += raw ? value->second : html_escaped(value->second);
    page.remove_prefix(end + closing.size());
  }
}

}  // namespace nightporter::model
