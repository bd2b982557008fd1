#include "engine/element/selector_json.h"

#include <array>
#include <boost/json.hpp>
#include <string_view>

namespace nightporter::engine {
namespace {

namespace json = boost::json;

json::object text_to_json(const TextMatch& match) {
  if (match.pattern_flags) return {{"pattern", match.text}, {"flags", *match.pattern_flags}};
  return {{"text", match.text}, {"exact", match.exact}};
}

json::object role_to_json(const RoleQuery& query) {
  constexpr std::array<std::string_view, 3> kTristate{"false", "true", "mixed"};
  json::object object{{"engine", "role"}, {"role", query.role}, {"includeHidden", query.include_hidden}};
  if (query.name) object["name"] = text_to_json(*query.name);
  if (query.checked) object["checked"] = kTristate[static_cast<std::size_t>(*query.checked)];
  if (query.pressed) object["pressed"] = kTristate[static_cast<std::size_t>(*query.pressed)];
  if (query.selected) object["selected"] = *query.selected;
  if (query.expanded) object["expanded"] = *query.expanded;
  if (query.disabled) object["disabled"] = *query.disabled;
  if (query.level) object["level"] = *query.level;
  return object;
}

json::array parts_to_json(const std::vector<SelectorPart>& parts);

json::object part_to_json(const SelectorPart& part) {
  using Engine = SelectorPart::Engine;
  switch (part.engine) {
    case Engine::kCss:
      return {{"engine", "css"}, {"expression", part.expression}};
    case Engine::kXpath:
      return {{"engine", "xpath"}, {"expression", part.expression}};
    case Engine::kRole:
      return role_to_json(part.role);
    case Engine::kNth:
      return {{"engine", "nth"}, {"nth", part.nth}};
    case Engine::kVisible:
      return {{"engine", "visible"}, {"visible", part.visible}};
    case Engine::kText:
      return {{"engine", "text"}, {"text", text_to_json(part.text)}};
    case Engine::kLabel:
      return {{"engine", "label"}, {"text", text_to_json(part.text)}};
    case Engine::kPlaceholder:
      return {{"engine", "placeholder"}, {"text", text_to_json(part.text)}};
    case Engine::kAlt:
      return {{"engine", "alt"}, {"text", text_to_json(part.text)}};
    case Engine::kTitle:
      return {{"engine", "title"}, {"text", text_to_json(part.text)}};
    case Engine::kTestId:
      return {{"engine", "testid"}, {"text", text_to_json(part.text)}};
    case Engine::kHasText:
      return {{"engine", "has-text"}, {"text", text_to_json(part.text)}};
    case Engine::kHasNotText:
      return {{"engine", "has-not-text"}, {"text", text_to_json(part.text)}};
    case Engine::kHas:
      return {{"engine", "has"}, {"inner", parts_to_json(part.inner)}};
    case Engine::kHasNot:
      return {{"engine", "has-not"}, {"inner", parts_to_json(part.inner)}};
  }
  return {};
}

json::array parts_to_json(const std::vector<SelectorPart>& parts) {
  json::array array;
  for (const SelectorPart& part : parts) array.emplace_back(part_to_json(part));
  return array;
}

}  // namespace

json::array selectors_to_json(const std::vector<Selector>& selectors) {
  json::array chains;
  for (const Selector& selector : selectors) {
    chains.emplace_back(parts_to_json(selector.parts()));
  }
  return chains;
}

}  // namespace nightporter::engine
