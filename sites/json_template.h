#pragma once

#include <string>
#include <vector>

#include "sites/text_template.h"

namespace nightporter::sites {

/// The JSON body of a fetch, written in YAML: texts may hold references, numbers, true, false and null stay what they are.
struct JsonTemplate {
  enum class Kind { kVerbatim, kText, kArray, kObject };

  Kind kind = Kind::kVerbatim;
  std::string verbatim = "null";  // a number, true, false, null
  TextTemplate text;
  std::vector<std::string> names;   // of an object's members
  std::vector<JsonTemplate> items;  // of an array, or the values of an object's members

  /// JSON, every substituted text escaped. Throws as TextTemplate::render.
  RenderedText render(const Variables& variables) const;
  /// All references in it.
  std::vector<TextTemplate::Reference> references() const;
};

/// "a\"b" → "\"a\\\"b\""
std::string quote_json(const std::string& text);

}  // namespace nightporter::sites
