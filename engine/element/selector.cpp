#include "engine/element/selector.h"

#include <array>
#include <utility>

#include "engine/element/selector_reader.h"

namespace nightporter::engine {
namespace {

using Engine = SelectorPart::Engine;

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

SelectorPart text_part(Engine engine, std::string text, bool exact) {
  SelectorPart part;
  part.engine = engine;
  part.text = {std::move(text), exact};
  return part;
}

std::string text_of(Engine engine, const TextMatch& match) {
  return std::string(name_of(engine)) + "=" + quoted(match.text) + (match.exact ? "" : "i");
}

std::string text_of(const RoleQuery& query) {
  constexpr std::array<std::string_view, 3> kTristate{"false", "true", "mixed"};
  std::string text = "role=" + query.role;
  const auto attribute = [&](std::string_view name, const std::string& value) { text += "[" + std::string(name) + "=" + value + "]"; };
  const auto boolean = [&](std::string_view name, std::optional<bool> value) {
    if (value) attribute(name, *value ? "true" : "false");
  };
  if (query.name && query.name->pattern_flags)
    attribute("name", "/" + query.name->text + "/" + *query.name->pattern_flags);
  else if (query.name)
    attribute("name", quoted(query.name->text) + (query.name->exact ? "s" : ""));
  if (query.checked) attribute("checked", std::string(kTristate[static_cast<std::size_t>(*query.checked)]));
  if (query.pressed) attribute("pressed", std::string(kTristate[static_cast<std::size_t>(*query.pressed)]));
  boolean("selected", query.selected);
  boolean("expanded", query.expanded);
  boolean("disabled", query.disabled);
  if (query.level) attribute("level", std::to_string(*query.level));
  if (query.include_hidden) attribute("include-hidden", "true");
  return text;
}

}  // namespace

Selector Selector::parse(std::string_view text) {
  return Selector(std::string(text), read_selector(text));
}

Selector Selector::css(std::string expression) {
  SelectorPart part;
  part.expression = expression;
  return Selector("css=" + std::move(expression), {std::move(part)});
}

Selector Selector::with_text(std::string text, bool exact) {
  SelectorPart part = text_part(Engine::kText, std::move(text), exact);
  return Selector(text_of(part.engine, part.text), {part});
}

Selector Selector::with_label(std::string text, bool exact) {
  SelectorPart part = text_part(Engine::kLabel, std::move(text), exact);
  return Selector(text_of(part.engine, part.text), {part});
}

Selector Selector::with_test_id(std::string id) {
  SelectorPart part = text_part(Engine::kTestId, std::move(id), true);
  return Selector(text_of(part.engine, part.text), {part});
}

Selector Selector::with_role(RoleQuery query) {
  SelectorPart part;
  part.engine = Engine::kRole;
  part.role = std::move(query);
  return Selector(text_of(part.role), {part});
}

Selector Selector::then(const Selector& inner) const {
  std::vector<SelectorPart> parts = parts_;
  parts.insert(parts.end(), inner.parts_.begin(), inner.parts_.end());
  return Selector(text_ + " >> " + inner.text_, std::move(parts));
}

Selector Selector::has(const Selector& inner) const {
  return filtered(Engine::kHas, inner);
}

Selector Selector::has_not(const Selector& inner) const {
  return filtered(Engine::kHasNot, inner);
}

Selector Selector::filtered(Engine engine, const Selector& inner) const {
  std::vector<SelectorPart> parts = parts_;
  SelectorPart part;
  part.engine = engine;
  part.inner = inner.parts_;
  parts.push_back(std::move(part));
  return Selector(text_ + " >> " + std::string(name_of(engine)) + "=(" + inner.text_ + ")", std::move(parts));
}

Selector Selector::nth(int index) const {
  std::vector<SelectorPart> parts = parts_;
  SelectorPart part;
  part.engine = Engine::kNth;
  part.nth = index;
  parts.push_back(std::move(part));
  return Selector(text_ + " >> nth=" + std::to_string(index), std::move(parts));
}

}  // namespace nightporter::engine
