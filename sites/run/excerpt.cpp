#include "sites/run/excerpt.h"

#include <algorithm>

#include "engine/content/content_kind.h"

namespace nightporter::sites {

std::string excerpt(const std::string& beginning) {
  constexpr std::size_t kLength = 160;
  const auto content = engine::sniff_content(beginning);
  if (content != engine::ContentKind::kText && content != engine::ContentKind::kJson) return {};
  std::string line = beginning.substr(0, kLength);
  std::replace_if(line.begin(), line.end(), [](unsigned char c) { return c < 0x20; }, ' ');
  return ": " + line;
}

}  // namespace nightporter::sites
