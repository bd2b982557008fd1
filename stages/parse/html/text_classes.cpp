#include "stages/parse/html/text_classes.h"

#include <algorithm>
#include <cctype>

namespace nightporter::stages {

bool is_text_format(std::string_view style) {
  const std::size_t at = style.find("mso-number-format");
  if (at == style.npos) return false;
  const std::string_view value = style.substr(at, style.find(';', at) - at);
  return value.find("\\@") != value.npos || value.find("\"@\"") != value.npos;
}

void add_text_classes(std::string_view style_sheet, std::set<std::string, std::less<>>& classes) {
  while (true) {
    const std::size_t open = style_sheet.find('{');
    const std::size_t close = style_sheet.find('}', open == style_sheet.npos ? 0 : open);
    if (open == style_sheet.npos || close == style_sheet.npos) return;
    if (is_text_format(style_sheet.substr(open, close - open))) {
      const std::string_view selectors = style_sheet.substr(0, open);
      for (std::size_t dot = selectors.find('.'); dot != selectors.npos; dot = selectors.find('.', dot + 1)) {
        const auto begin = selectors.begin() + static_cast<std::ptrdiff_t>(dot) + 1;
        const auto end =
            std::find_if_not(begin, selectors.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; });
        classes.emplace(begin, end);
      }
    }
    style_sheet.remove_prefix(close + 1);
  }
}

}  // namespace nightporter::stages
