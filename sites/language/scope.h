#pragma once

#include <map>
#include <optional>
#include <string>

#include "sites/text_template.h"
#include "sites/yaml/shape.h"

namespace nightporter::sites::language {

/// The variables that a place of a recipe may refer to, and what they are.
class Scope {
 public:
  enum class Kind { kText, kDate, kSecret };
  /// What may stand in a text besides the plain variables.
  enum class Use {
    kShown,  // a URL, a selector, a text to wait for: no secrets, they would be seen in logs
    kTyped,  // what goes into a field: secrets too
    kSent,   // headers and bodies of a fetch: secrets, and what is taken from the page
  };

  void add(std::string name, Kind kind) { kinds_.insert_or_assign(std::move(name), kind); }
  void remove(const std::string& name) { kinds_.erase(name); }
  bool has(const std::string& name) const { return kinds_.contains(name); }

  /// What is wrong with a reference; nullopt when it is fine.
  std::optional<yaml::Complaint> check(const TextTemplate::Reference& reference, Use use) const;

 private:
  yaml::Complaint unknown(const std::string& name, Use use) const;
  std::optional<yaml::Complaint> check_filters(const TextTemplate::Reference& reference, Kind kind) const;
  std::map<std::string, Kind> kinds_;
};

/// "page.cookie.", "page.meta.", …: prefixes of what a fetch may take from the page.
const std::vector<std::string>& page_prefixes();

}  // namespace nightporter::sites::language
