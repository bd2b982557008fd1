#include "tests/cdp/protocol_comparison.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>
#include <stdexcept>
#include <utility>

namespace nightporter::test {

namespace json = boost::json;
using cdp::FieldShape;
using cdp::JsonKind;
using cdp::MessageShape;
using cdp::TypeShape;

namespace {

std::string_view text(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value ? std::string_view(value->as_string()) : std::string_view();
}

bool is_optional(const json::object& field) {
  const json::value* const value = field.if_contains("optional");
  return value && value->as_bool();
}

JsonKind kind_of(std::string_view type) {
  static const std::map<std::string_view, JsonKind> kKinds = {
      {"string", JsonKind::kString},   {"binary", JsonKind::kString}, {"integer", JsonKind::kInteger}, {"number", JsonKind::kNumber},
      {"boolean", JsonKind::kBoolean}, {"object", JsonKind::kObject}, {"array", JsonKind::kArray},     {"any", JsonKind::kAny}};
  return kKinds.at(type);
}

}  // namespace

ProtocolComparison::ProtocolComparison(std::string_view protocol_json) : protocol_(json::parse(protocol_json)) {}

std::vector<std::string> ProtocolComparison::problems_of(const MessageShape& message) {
  problems_.clear();
  const std::string name(message.name);
  const std::string domain = name.substr(0, name.find('.'));
  const bool is_command = message.kind == MessageShape::Kind::kCommand;
  const json::object* const theirs = find(domain, is_command ? "commands" : "events", "name", name.substr(domain.size() + 1));
  if (theirs == nullptr) {
    add(name, "does not exist");
    return problems_;
  }
  compare_fields(name, message.parameters, theirs->if_contains("parameters"), domain, is_command ? Way::kToChrome : Way::kFromChrome);
  compare_fields(name + " result", message.results, theirs->if_contains("returns"), domain, Way::kFromChrome);
  return problems_;
}

void ProtocolComparison::compare_fields(const std::string& place, const std::vector<FieldShape>& ours, const json::value* theirs,
                                        const std::string& domain, Way way) {
  static const json::array kNone;
  const json::array& fields = theirs ? theirs->as_array() : kNone;
  for (const FieldShape& our : ours) {
    const std::string field_place = place + "." + std::string(our.name);
    const auto their =
        std::ranges::find_if(fields, [&our](const json::value& field) { return text(field.as_object(), "name") == our.name; });
    if (their == fields.end()) {
      add(field_place, "does not exist");
      continue;
    }
    const json::object& field = their->as_object();
    if (way == Way::kToChrome && our.is_optional && !is_optional(field)) add(field_place, "is required");
    if (way == Way::kFromChrome && !our.is_optional && is_optional(field)) add(field_place, "may be missing");
    compare_types(field_place, our.type, field, domain, way);
  }
  if (way != Way::kToChrome) return;
  for (const json::value& their : fields) {
    const std::string_view name = text(their.as_object(), "name");
    const bool is_ours = std::ranges::any_of(ours, [name](const FieldShape& our) { return our.name == name; });
    if (!is_optional(their.as_object()) && !is_ours) add(place + "." + std::string(name), "is required and is not in the struct");
  }
}

void ProtocolComparison::compare_types(const std::string& place, const TypeShape& ours, const json::object& theirs, std::string domain,
                                       Way way) {
  if (ours.kind == JsonKind::kAny) return;
  const json::object& type = resolve(theirs, domain);
  if (kind_of(text(type, "type")) != ours.kind) {
    add(place, "is of type " + std::string(text(type, "type")));
    return;
  }
  if (ours.kind == JsonKind::kArray) {
    compare_types(place + "[]", ours.items(), type.at("items").as_object(), domain, way);
  } else if (ours.fields != nullptr) {
    const void* const self = reinterpret_cast<const void*>(ours.fields);
    if (std::ranges::find(under_way_, self) != under_way_.end()) return;
    under_way_.push_back(self);
    compare_fields(place, ours.fields(), type.if_contains("properties"), domain, way);
    under_way_.pop_back();
  }
}

const json::object* ProtocolComparison::find(std::string_view domain, std::string_view list, std::string_view key,
                                             std::string_view name) const {
  for (const json::value& known : protocol_.at("domains").as_array()) {
    if (text(known.as_object(), "domain") != domain) continue;
    const json::value* const entries = known.as_object().if_contains(list);
    if (entries == nullptr) return nullptr;
    for (const json::value& entry : entries->as_array())
      if (text(entry.as_object(), key) == name) return &entry.as_object();
  }
  return nullptr;
}

const json::object& ProtocolComparison::resolve(const json::object& type, std::string& domain) const {
  const std::string reference(text(type, "$ref"));
  if (reference.empty()) return type;
  const std::size_t dot = reference.find('.');
  if (dot != std::string::npos) domain = reference.substr(0, dot);
  const json::object* const found = find(domain, "types", "id", dot == std::string::npos ? reference : reference.substr(dot + 1));
  if (found == nullptr) throw std::runtime_error("the protocol does not describe " + domain + "." + reference);
  return resolve(*found, domain);
}

}  // namespace nightporter::test
