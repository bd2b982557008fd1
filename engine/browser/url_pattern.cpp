#include "engine/browser/url_pattern.h"

#include <utility>

namespace nightporter::engine {

namespace {

bool matches_glob(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    if (pattern.front() == '*') {
      const bool across_slashes = pattern.starts_with("**");
      pattern.remove_prefix(across_slashes ? 2 : 1);
      for (;; text.remove_prefix(1)) {
        if (matches_glob(pattern, text)) return true;
        if (text.empty() || (!across_slashes && text.front() == '/')) return false;
      }
    }
    if (text.empty() || text.front() != pattern.front()) return false;
    pattern.remove_prefix(1);
    text.remove_prefix(1);
  }
  return text.empty();
}

}  // namespace

UrlPattern UrlPattern::exactly(std::string url) {
  return {Kind::kExact, std::move(url)};
}
UrlPattern UrlPattern::containing(std::string part) {
  return {Kind::kPart, std::move(part)};
}
UrlPattern UrlPattern::glob(std::string pattern) {
  return {Kind::kGlob, std::move(pattern)};
}

UrlPattern UrlPattern::parse(std::string text) {
  if (text.find('*') != std::string::npos) return glob(std::move(text));
  if (text.find("://") != std::string::npos) return exactly(std::move(text));
  return containing(std::move(text));
}

bool UrlPattern::matches(std::string_view url) const {
  switch (kind_) {
    case Kind::kExact:
      return url == text_;
    case Kind::kPart:
      return url.find(text_) != std::string_view::npos;
    case Kind::kGlob:
      return matches_glob(text_, url);
  }
  return false;
}

}  // namespace nightporter::engine
