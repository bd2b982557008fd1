#include "stages/parse/html/charset.h"

#include <algorithm>
#include <cctype>

namespace nightporter::stages {

std::string declared_charset(std::string_view beginning) {
  std::string lower(beginning);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::size_t meta = lower.find("<meta"); meta != lower.npos; meta = lower.find("<meta", meta + 1)) {
    const std::string tag = lower.substr(meta, lower.find('>', meta) - meta);
    std::size_t at = tag.find("charset");
    if (at == tag.npos) continue;
    at = tag.find_first_not_of(" \t\r\n", at + 7);
    if (at == tag.npos || tag[at] != '=') continue;
    at = tag.find_first_not_of(" \t\r\n\"'", at + 1);
    if (at == tag.npos) continue;
    return tag.substr(at, tag.find_first_of(" \t\r\n\"';/", at) - at);
  }
  return {};
}

}  // namespace nightporter::stages
