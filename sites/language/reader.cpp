#include "sites/language/reader.h"

#include <algorithm>
#include <regex>

#include "sites/language/scalars.h"

namespace nightporter::sites::language {
namespace {

/// The source with the spaces inside {{ }} made equal, so that texts can be compared.
std::string canonical(const TextTemplate& text) {
  std::string result;
  for (const TextTemplate::Piece& piece : text.pieces()) {
    if (!piece.is_reference) {
      result += piece.literal;
      continue;
    }
    result += "{{" + piece.reference.name;
    for (const std::string& filter : piece.reference.filters) result += "|" + filter;
    result += "}}";
  }
  return result;
}

bool lies_in(const std::string& url, const std::string& origin) {
  if (!url.starts_with(origin)) return false;
  return url.size() == origin.size() || url[origin.size()] == '/' || url[origin.size()] == '?' || url[origin.size()] == '#';
}

bool is_json_number(const std::string& text) {
  static const std::regex kNumber("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
  return std::regex_match(text, kNumber);
}

}  // namespace

At At::operator[](std::string_view key) const {
  return {node == nullptr ? nullptr : node->find(key), where.empty() ? std::string(key) : where + "." + std::string(key)};
}

std::vector<At> At::each() const {
  std::vector<At> list;
  if (node == nullptr) return list;
  if (!node->is_sequence()) return {*this};
  for (std::size_t i = 0; i < node->items.size(); ++i) list.push_back({&node->items[i], where + "[" + std::to_string(i + 1) + "]"});
  return list;
}

std::vector<std::pair<const yaml::Entry*, At>> At::entries() const {
  std::vector<std::pair<const yaml::Entry*, At>> list;
  if (node == nullptr) return list;
  for (const yaml::Entry& entry : node->entries)
    list.emplace_back(&entry, At{&entry.value, where.empty() ? entry.key : where + "." + entry.key});
  return list;
}

void Reader::complain_at(yaml::Place place, const std::string& where, yaml::Complaint complaint) {
  problems_.push_back({file_, place.line, place.column, where, std::move(complaint.message), std::move(complaint.hint)});
}

std::optional<int> Reader::number(const At& at) const {
  const std::string digits = text(at);
  if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("-0123456789") != std::string::npos ||
      digits.find('-', 1) != std::string::npos || digits == "-")
    return std::nullopt;
  return std::stoi(digits);
}

std::optional<Milliseconds> Reader::duration(const At& at) const {
  return at ? read_duration(text(at)) : std::nullopt;
}

std::size_t Reader::word(const At& at, const std::vector<std::string>& words, std::size_t fallback) const {
  const auto found = std::find(words.begin(), words.end(), text(at));
  return found == words.end() ? fallback : static_cast<std::size_t>(found - words.begin());
}

TextTemplate Reader::text_template(const At& at, Scope::Use use) {
  try {
    TextTemplate result = TextTemplate::parse(text(at));
    if (at) check_references(at, result, use);
    return result;
  } catch (const TemplateError&) {
    return TextTemplate::literal(text(at));  // check_template has said it
  }
}

void Reader::check_references(const At& at, const TextTemplate& text, Scope::Use use) {
  for (const TextTemplate::Reference& reference : text.references()) {
    auto complaint = scope.check(reference, use);
    if (!complaint) continue;
    yaml::Place place = at.node->place;
    if (text.source().find('\n') == std::string::npos) place.column += static_cast<int>(reference.position) + (at.node->quoted ? 1 : 0);
    complain_at(place, at.where, std::move(*complaint));
  }
}

TextTemplate Reader::url(const At& at) {
  TextTemplate result = text_template(at, Scope::Use::kShown);
  if (!at || check_url(text(at))) return result;
  const std::string address = canonical(result);
  if (std::any_of(origins.begin(), origins.end(), [&](const TextTemplate& origin) { return lies_in(address, canonical(origin)); }))
    return result;
  const std::size_t host = address.find("://") + 3;
  complain(at, {"\"" + result.source() + "\" lies outside of the recipe's origins",
                "add " + address.substr(0, address.find_first_of("/?#", host)) + " to origins if passwords and files may go there"});
  return result;
}

Selectors Reader::selectors(const At& at) {
  Selectors list;
  for (const At& alternative : at.each()) list.push_back(text_template(alternative, Scope::Use::kShown));
  return list;
}

NamedTexts Reader::named_texts(const At& at, Scope::Use use) {
  NamedTexts list;
  for (const auto& [entry, value] : at.entries()) list.emplace_back(entry->key, text_template(value, use));
  return list;
}

JsonTemplate Reader::json(const At& at) {
  JsonTemplate result;
  if (at.node->is_scalar()) {
    const std::string& text = at.node->text;
    if (!at.node->quoted && (text == "true" || text == "false" || is_json_number(text))) {
      result.verbatim = text;
      return result;
    }
    result.kind = JsonTemplate::Kind::kText;
    if (auto complaint = check_template(text)) complain(at, std::move(*complaint));
    result.text = text_template(at, Scope::Use::kSent);
  } else if (at.node->is_sequence()) {
    result.kind = JsonTemplate::Kind::kArray;
    for (const At& item : at.each()) result.items.push_back(json(item));
  } else if (at.node->is_map()) {
    result.kind = JsonTemplate::Kind::kObject;
    for (const auto& [entry, value] : at.entries()) {
      result.names.push_back(entry->key);
      result.items.push_back(json(value));
    }
  }
  return result;
}

}  // namespace nightporter::sites::language
