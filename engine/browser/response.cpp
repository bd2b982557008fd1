#include "engine/browser/response.h"

#include <algorithm>
#include <cctype>

namespace nightporter::engine {

std::optional<std::string> Response::header(std::string_view name) const {
  const auto same_letter = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  for (const HttpHeader& header : headers) {
    if (std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(), same_letter)) return header.value;
  }
  return std::nullopt;
}

}  // namespace nightporter::engine
