#include "sites/language/scope.h"

#include <algorithm>

#include "sites/text_filter.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::language {

const std::vector<std::string>& page_prefixes() {
  static const std::vector<std::string> prefixes{"page.cookie.", "page.meta.", "page.input.", "page.storage."};
  return prefixes;
}

std::optional<yaml::Complaint> Scope::check(const TextTemplate::Reference& reference, Use use) const {
  const std::string& name = reference.name;
  const bool of_page = std::any_of(page_prefixes().begin(), page_prefixes().end(),
                                   [&](const std::string& prefix) { return name.starts_with(prefix) && name.size() > prefix.size(); });
  if (of_page) {
    if (use == Use::kSent) return check_filters(reference, Kind::kText);
    return yaml::Complaint{"{{ " + name + " }} cannot be used here",
                           "the page's values serve in headers, form and json of a fetch, and in with of evaluate"};
  }
  const auto known = kinds_.find(name);
  if (known == kinds_.end()) {
    return unknown(name, use);
  }
  if (known->second == Kind::kSecret && use == Use::kShown)
    return yaml::Complaint{"the secret \"" + name.substr(7) + "\" must not stand here: it would be seen in logs",
                           "secrets go into fill, type, and the headers, form and json of a fetch"};
  return check_filters(reference, known->second);
}

yaml::Complaint Scope::unknown(const std::string& name, Use use) const {
  std::vector<std::string> names;
  for (const auto& entry : kinds_) names.push_back(entry.first);
  if (use == Use::kSent) names.insert(names.end(), page_prefixes().begin(), page_prefixes().end());
  std::string hint = yaml::did_you_mean(name, names);
  const std::string group = name.starts_with("store.") ? "store." : name.starts_with("secret.") ? "secret." : "";
  if (name == "secret.totp") {
    hint = "one-time passwords are entered by an otp step";
  } else if (name == "day") {
    hint = "{{ day }} is known inside for_each: { day_in: period } only";
  } else if (!group.empty()) {
    // "store." itself must not make two words near.
    std::vector<std::string> words;
    for (const std::string& known : names)
      if (known.starts_with(group)) words.push_back(known.substr(group.size()));
    const std::string word = name.substr(group.size());
    const std::string near = yaml::nearest(word, words);
    hint = near.empty() ? "declare it at the top of the file: " + std::string(group == "store." ? "variables" : "secrets") + ": { " + word +
                              ": 'what it is' }"
                        : "did you mean \"" + group + near + "\"?";
  }
  return {"unknown variable \"" + name + "\"", hint};
}

std::optional<yaml::Complaint> Scope::check_filters(const TextTemplate::Reference& reference, Kind kind) const {
  bool is_date = kind == Kind::kDate;
  for (const std::string& word : reference.filters) {
    yaml::Complaint unused;
    const FilterKind filter = parse_filter(word, unused).value_or(Filter{}).kind;
    const bool for_dates = filter == FilterKind::kDateFormat || filter == FilterKind::kPlusDays;
    if (for_dates && !is_date) return yaml::Complaint{"\"" + reference.name + "\" is a text, not a date", "drop \"| " + word + "\""};
    if (!for_dates && is_date) break;
    if (filter == FilterKind::kDateFormat) is_date = false;
  }
  if (is_date)
    return yaml::Complaint{"the date \"" + reference.name + "\" has no format",
                           "write {{ " + reference.name + " | dd/MM/yyyy }}, or | yyyy-MM-dd for <input type=date>"};
  return std::nullopt;
}

}  // namespace nightporter::sites::language
