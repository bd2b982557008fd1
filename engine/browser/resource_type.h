#pragma once

#include <string_view>

namespace nightporter::engine {

/// What a document asks for and can do without. Documents, scripts and what scripts ask for are none of these, nor is anything that can
/// become a download.
enum class ResourceType { kImage, kFont, kMedia, kStylesheet };

/// As the DevTools protocol spells it: "Image".
constexpr std::string_view to_protocol(ResourceType type) {
  switch (type) {
    case ResourceType::kImage:
      return "Image";
    case ResourceType::kFont:
      return "Font";
    case ResourceType::kMedia:
      return "Media";
    case ResourceType::kStylesheet:
      return "Stylesheet";
  }
  return {};
}

}  // namespace nightporter::engine
