#include "engine/browser/response.h"

#include <algorithm>
#include <cctype>

namespace nightporter::engine {

namespace {

bool is_named(const HttpHeader& header, std::string_view name) {
  const auto same_letter = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(), same_letter);
}

}  // namespace

bool has_header(const std::vector<HttpHeader>& headers, std::string_view name) {
  return std::ranges::any_of(headers, [name](const HttpHeader& header) { return is_named(header, name); });
}

std::optional<std::string> Response::header(std::string_view name) const {
  for (const HttpHeader& header : headers)
    if (is_named(header, name)) return header.value;
  return std::nullopt;
}

}  // namespace nightporter::engine
