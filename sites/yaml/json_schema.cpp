#include <boost/json.hpp>
#include <map>

#include "sites/yaml/shape.h"

namespace nightporter::sites::yaml {
namespace {

namespace json = boost::json;

json::array strings(const std::vector<std::string>& words) {
  json::array list;
  for (const std::string& word : words) list.emplace_back(word);
  return list;
}

/// Every Object becomes one definition, so that steps may hold steps.
class SchemaWriter {
 public:
  json::object schema_of(const Value& value) {
    json::object schema;
    switch (value.kind) {
      case Value::Kind::kText:
        schema["type"] = json::array{"string", "number", "boolean"};  // 31 and true are texts for YAML's writers, not for JSON Schema
        if (!value.pattern.empty()) schema = json::object{{"type", "string"}, {"pattern", value.pattern}};
        break;
      case Value::Kind::kInteger:
        schema["type"] = "integer";
        break;
      case Value::Kind::kBoolean:
        schema["type"] = "boolean";
        break;
      case Value::Kind::kWord:
        schema["enum"] = strings(value.words);
        break;
      case Value::Kind::kObject:
      case Value::Kind::kOneKey:
        schema["$ref"] = "#/$defs/" + define(value);
        break;
      case Value::Kind::kMapOf:
        schema["type"] = "object";
        schema["additionalProperties"] = schema_of(*value.element);
        break;
      case Value::Kind::kListOf:
        schema["type"] = "array";
        schema["items"] = schema_of(*value.element);
        break;
      case Value::Kind::kOneOrMore: {
        const json::object element = schema_of(*value.element);
        schema["anyOf"] = json::array{element, json::object{{"type", "array"}, {"items", element}, {"minItems", 1}}};
        break;
      }
      case Value::Kind::kAny:
        break;
    }
    return schema;
  }

  json::object definitions() const {
    json::object all;
    for (const auto& [name, schema] : definitions_) all[name] = schema;
    return all;
  }

 private:
  std::string define(const Value& value) {
    const Object& object = *value.object;
    if (const auto known = names_.find(&object); known != names_.end()) return known->second;
    std::string name = object.name;
    for (int n = 2; definitions_.contains(name); ++n) name = object.name + " " + std::to_string(n);
    for (char& letter : name)
      if (letter == ' ' || letter == '/') letter = '_';
    names_[&object] = name;
    definitions_[name] = {};
    json::object schema = value.kind == Value::Kind::kOneKey ? one_key(object) : fixed_keys(object);
    definitions_[name] = std::move(schema);
    return name;
  }

  json::object properties(const Object& object) {
    json::object all;
    for (const Key& key : object.keys) {
      json::object schema = schema_of(*key.value);
      schema["description"] = key.example.empty() ? key.doc : key.doc + " Example: " + key.name + ": " + key.example;
      all[key.name] = std::move(schema);
    }
    return all;
  }

  json::object fixed_keys(const Object& object) {
    json::object schema{
        {"type", "object"}, {"description", object.doc}, {"properties", properties(object)}, {"additionalProperties", false}};
    json::array required;
    for (const Key& key : object.keys)
      if (key.presence == Presence::kRequired) required.emplace_back(key.name);
    if (!required.empty()) schema["required"] = std::move(required);
    json::array groups;
    for (const auto& group : object.exactly_one_of) {
      json::array choices;
      for (const std::string& name : group) choices.push_back(json::object{{"required", json::array{json::string(name)}}});
      groups.push_back(json::object{{"oneOf", std::move(choices)}});
    }
    if (!groups.empty()) schema["allOf"] = std::move(groups);
    if (object.short_for.empty()) return schema;
    json::object shorthand = schema_of(*object.find(object.short_for)->value);
    return json::object{{"description", object.doc}, {"anyOf", json::array{std::move(shorthand), std::move(schema)}}};
  }

  json::object one_key(const Object& object) {
    return json::object{
        {"type", "object"},   {"description", object.doc}, {"properties", properties(object)}, {"additionalProperties", false},
        {"minProperties", 1}, {"maxProperties", 1}};
  }

  std::map<const Object*, std::string> names_;
  std::map<std::string, json::object> definitions_;
};

void write_pretty(const json::value& value, std::string& out, int depth) {
  const std::string inner(2 * static_cast<std::size_t>(depth + 1), ' ');
  const std::string outer(2 * static_cast<std::size_t>(depth), ' ');
  if (value.is_object() && !value.get_object().empty()) {
    out += "{\n";
    bool first = true;
    for (const auto& member : value.get_object()) {
      out += (first ? "" : ",\n") + inner + json::serialize(json::string(member.key())) + ": ";
      write_pretty(member.value(), out, depth + 1);
      first = false;
    }
    out += "\n" + outer + "}";
  } else if (value.is_array() && !value.get_array().empty() && value.get_array().front().is_object()) {
    out += "[\n";
    bool first = true;
    for (const json::value& item : value.get_array()) {
      out += (first ? "" : ",\n") + inner;
      write_pretty(item, out, depth + 1);
      first = false;
    }
    out += "\n" + outer + "]";
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string to_json_schema(const Value& value, const std::string& title, const std::string& id) {
  SchemaWriter writer;
  json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", id}, {"title", title}};
  for (const auto& member : writer.schema_of(value)) schema[member.key()] = member.value();
  schema["$defs"] = writer.definitions();
  std::string text;
  write_pretty(schema, text, 0);
  return text + "\n";
}

}  // namespace nightporter::sites::yaml
