#include "tests/backoffice/html.h"

#include <stdexcept>

namespace nightporter::backoffice {

std::string escape_html(std::string_view text) {
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

std::string fill_page(std::string_view page, const HttpFields& values) {
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
    if (!value) throw std::out_of_range("a page wants {{" + std::string(name) + "}}");
    filled += raw ? *value : escape_html(*value);
    page.remove_prefix(end + closing.size());
  }
}

}  // namespace nightporter::backoffice
