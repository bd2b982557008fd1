#include "sites/recording/flow_selectors.h"

#include <algorithm>
#include <optional>
#include <regex>

#include "engine/element/selector.h"
#include "engine/error.h"

namespace nightporter::sites::recording {
namespace {

using engine::Selector;
using engine::SelectorPart;

std::optional<std::string> after(const std::string& text, std::string_view prefix) {
  return text.starts_with(prefix) ? std::optional(text.substr(prefix.size())) : std::nullopt;
}

bool is_simple(const std::string& text) {
  static const std::regex kSimple("[^\\s\"'\\\\>\\[\\]]([^\"'\\\\>\\[\\]]*[^\\s\"'\\\\>\\[\\]])?");
  return std::regex_match(text, kSimple);
}

std::string in_quotes(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// "Export[role=\"button\"]", as Chrome's accessibility queries have it: a name, and attributes behind it.
std::string from_aria(const std::string& text, ElementUse use) {
  static const std::regex kAttribute("\\[\\s*(name|role)\\s*=\\s*(\"([^\"]*)\"|'([^']*)')\\s*\\]");
  std::string name = std::regex_replace(text, kAttribute, "");
  name = std::regex_replace(name, std::regex("\\\\(.)"), "$1");
  std::string role;
  for (std::sregex_iterator found(text.begin(), text.end(), kAttribute), end; found != end; ++found) {
    const std::string value = (*found)[3].matched ? (*found)[3] : (*found)[4];
    ((*found)[1] == "role" ? role : name) = value;
  }
  if (!role.empty()) return "role=" + role + (name.empty() ? "" : "[name=" + in_quotes(name) + "s]");
  if (name.empty()) return {};
  return (use == ElementUse::kFilledIn ? "label=" : "text=") + in_quotes(name);
}

std::string from_part(const std::string& part, ElementUse use) {
  if (const auto name = after(part, "aria/")) return from_aria(*name, use);
  if (const auto path = after(part, "xpath/")) return path->empty() ? "" : "xpath=" + *path;
  if (const auto css = after(part, "pierce/")) return css->empty() ? "" : "css=" + *css;
  if (const auto text = after(part, "text/")) return text->empty() ? "" : "text=" + (is_simple(*text) ? *text : in_quotes(*text) + "i");
  const std::string css = after(part, "css/").value_or(part);
  return css.empty() ? "" : "css=" + css;
}

bool is_selector(const std::string& text) {
  if (text.empty() || text.find("{{") != std::string::npos) return false;
  try {
    Selector::parse(text);
    return true;
  } catch (const engine::InvalidSelector&) {
    return false;
  }
}

// ---- the other way

std::string css_text(const std::string& text) {
  return in_quotes(text);
}

std::optional<std::string> css_of(const SelectorPart& part) {
  const auto attribute = [&](const std::string& name) {
    return "[" + name + (part.text.exact ? "=" : "*=") + css_text(part.text.text) + (part.text.exact ? "]" : " i]");
  };
  switch (part.engine) {
    case SelectorPart::Engine::kCss:
      return part.expression;
    case SelectorPart::Engine::kPlaceholder:
      return attribute("placeholder");
    case SelectorPart::Engine::kAlt:
      return attribute("alt");
    case SelectorPart::Engine::kTitle:
      return attribute("title");
    case SelectorPart::Engine::kTestId:
      return attribute("data-testid");
    default:
      return std::nullopt;
  }
}

bool has_states(const engine::RoleQuery& role) {
  return role.checked || role.pressed || role.selected || role.expanded || role.disabled || role.level || role.include_hidden;
}

std::optional<std::string> flow_selector(const Selector& selector) {
  const auto& parts = selector.parts();
  const auto is_pattern = [](const SelectorPart& part) {
    return part.text.pattern_flags || (part.role.name && part.role.name->pattern_flags);
  };
  if (std::any_of(parts.begin(), parts.end(), is_pattern)) return std::nullopt;  // recordings know no regular expressions
  if (parts.size() == 1) {
    const SelectorPart& part = parts.front();
    if (part.engine == SelectorPart::Engine::kText) return "text/" + part.text.text;
    if (part.engine == SelectorPart::Engine::kLabel) return "aria/" + part.text.text;
    if (part.engine == SelectorPart::Engine::kXpath) return "xpath/" + part.expression;
    if (part.engine == SelectorPart::Engine::kRole) {
      if (has_states(part.role)) return std::nullopt;
      return "aria/" + (part.role.name ? part.role.name->text : "") + "[role=" + css_text(part.role.role) + "]";
    }
  }
  std::string css;
  for (const SelectorPart& part : parts) {
    const auto next = css_of(part);
    // "a, b >> c" is not "a, b c".
    if (!next || (parts.size() > 1 && next->find(',') != std::string::npos)) return std::nullopt;
    css += (css.empty() ? "" : " ") + *next;
  }
  return css;
}

}  // namespace

SelectorsInRecipe recipe_selectors(const FlowSelectors& selectors, ElementUse use) {
  SelectorsInRecipe result;
  for (const FlowSelector& alternative : selectors) {
    std::string text;
    std::string original;
    for (const std::string& part : alternative) {
      // Only the innermost element is the one that is filled in.
      const bool is_last = &part == &alternative.back();
      const std::string next = from_part(part, is_last ? use : ElementUse::kPointedAt);
      text += (text.empty() ? "" : " >> ") + next;
      original += (original.empty() ? "" : " >>>> ") + part;
    }
    if (!is_selector(text)) {
      result.left_out.push_back(original);
    } else if (std::find(result.selectors.begin(), result.selectors.end(), text) == result.selectors.end()) {
      result.selectors.push_back(text);
    }
  }
  return result;
}

FlowSelectors flow_selectors(const Selectors& selectors) {
  FlowSelectors result;
  for (const TextTemplate& selector : selectors) {
    if (!selector.references().empty()) continue;
    if (const auto text = flow_selector(Selector::parse(selector.source()))) result.push_back({*text});
  }
  return result;
}

}  // namespace nightporter::sites::recording
