#pragma once

#include <string>
#include <string_view>

namespace nightporter::engine {

/// Which URLs are meant. A value.
class UrlPattern {
 public:
  static UrlPattern exactly(std::string url);
  static UrlPattern containing(std::string part);
  /// `*` stands for anything but '/', `**` for anything; all else for itself. "https://shop.test/orders/**"
  static UrlPattern glob(std::string pattern);
  /// What people write: with a `*` a glob, with "://" the exact URL, else a part of it.
  static UrlPattern parse(std::string text);

  bool matches(std::string_view url) const;
  const std::string& text() const { return text_; }

 private:
  enum class Kind { kExact, kPart, kGlob };
  UrlPattern(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  Kind kind_;
  std::string text_;
};

}  // namespace nightporter::engine
