#include "sites/yaml/shape.h"

#include <algorithm>

#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites::yaml {
namespace {

bool is_integer(const std::string& text) {
  const std::size_t start = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  return text.size() > start && text.size() < 19 &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(start), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string joined(const std::vector<std::string>& words, const std::string& last_separator) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? last_separator : ", ") + words[i];
  return text;
}

std::string below(const std::string& where, const std::string& key) {
  return where.empty() ? key : where + "." + key;
}

class Checker {
 public:
  Checker(const std::string& file, std::vector<Problem>& problems) : file_(file), problems_(problems) {}

  void check(const Node& node, const Value& value, const std::string& where) {
    switch (value.kind) {
      case Value::Kind::kText:
        if (expect(node, Node::Kind::kScalar, value, where) && value.check) complain(node.place, where, value.check(node.text));
        break;
      case Value::Kind::kInteger:
        if (expect(node, Node::Kind::kScalar, value, where) && !is_integer(node.text))
          complain(node.place, where, Complaint{"expected " + value.description + ", found \"" + node.text + "\"", ""});
        else if (node.is_scalar() && value.check)
          complain(node.place, where, value.check(node.text));
        break;
      case Value::Kind::kBoolean:
        if (expect(node, Node::Kind::kScalar, value, where) && node.text != "true" && node.text != "false")
          complain(node.place, where, Complaint{"expected true or false, found \"" + node.text + "\"", ""});
        break;
      case Value::Kind::kWord:
        if (expect(node, Node::Kind::kScalar, value, where) &&
            std::find(value.words.begin(), value.words.end(), node.text) == value.words.end())
          complain(node.place, where, Complaint{"unknown word \"" + node.text + "\"", did_you_mean(node.text, value.words)});
        break;
      case Value::Kind::kObject:
        check_object(node, value, where);
        break;
      case Value::Kind::kOneKey:
        check_one_key(node, value, where);
        break;
      case Value::Kind::kMapOf:
        check_map(node, value, where);
        break;
      case Value::Kind::kListOf:
        if (expect(node, Node::Kind::kSequence, value, where)) check_items(node, *value.element, where);
        break;
      case Value::Kind::kOneOrMore:
        if (!node.is_sequence()) return check(node, *value.element, where);
        if (node.items.empty()) complain(node.place, where, Complaint{"expected " + value.description + ", found an empty list", ""});
        check_items(node, *value.element, where);
        break;
      case Value::Kind::kAny:
        break;
    }
  }

 private:
  void complain(Place place, const std::string& where, std::optional<Complaint> complaint) {
    if (complaint) problems_.push_back({file_, place.line, place.column, where, std::move(complaint->message), std::move(complaint->hint)});
  }

  bool expect(const Node& node, Node::Kind kind, const Value& value, const std::string& where) {
    if (node.kind == kind) return true;
    complain(node.place, where, Complaint{"expected " + value.description + ", found " + std::string(node.kind_name()), ""});
    return false;
  }

  void check_items(const Node& node, const Value& element, const std::string& where) {
    for (std::size_t i = 0; i < node.items.size(); ++i) check(node.items[i], element, where + "[" + std::to_string(i + 1) + "]");
  }

  void check_map(const Node& node, const Value& value, const std::string& where) {
    if (!expect(node, Node::Kind::kMap, value, where)) return;
    for (const Entry& entry : node.entries) {
      if (value.check) complain(entry.place, where, value.check(entry.key));
      check(entry.value, *value.element, below(where, entry.key));
    }
  }

  void check_object(const Node& node, const Value& value, const std::string& where) {
    const Object& object = *value.object;
    if (!node.is_map() && !object.short_for.empty()) return check(node, *object.find(object.short_for)->value, where);
    if (!expect(node, Node::Kind::kMap, value, where)) return;
    for (const Entry& entry : node.entries) {
      if (const Key* key = object.find(entry.key))
        check(entry.value, *key->value, below(where, entry.key));
      else
        complain(entry.place, where, Complaint{"unknown key \"" + entry.key + "\"", did_you_mean(entry.key, object.key_names())});
    }
    for (const Key& key : object.keys)
      if (key.presence == Presence::kRequired && node.find(key.name) == nullptr)
        complain(node.place, where,
                 Complaint{"\"" + key.name + "\" is missing", key.example.empty() ? "" : "for example " + key.name + ": " + key.example});
    for (const auto& group : object.exactly_one_of) check_group(node, group, where);
    if (object.check) object.check(node, where, problems_);
  }

  void check_group(const Node& node, const std::vector<std::string>& group, const std::string& where) {
    std::vector<std::string> present;
    for (const std::string& name : group)
      if (node.find(name) != nullptr) present.push_back(name);
    if (present.size() == 1) return;
    if (present.empty()) return complain(node.place, where, Complaint{"one of " + joined(group, " or ") + " is missing", ""});
    complain(node.place, where, Complaint{joined(present, " and ") + " exclude each other", "keep one of them"});
  }

  void check_one_key(const Node& node, const Value& value, const std::string& where) {
    const Object& object = *value.object;
    if (!expect(node, Node::Kind::kMap, value, where)) return;
    if (node.entries.empty()) return complain(node.place, where, Complaint{"an empty " + object.name, ""});
    const Entry& first = node.entries.front();
    for (const Entry& entry : node.entries) {
      if (const Key* key = object.find(entry.key)) {
        check(entry.value, *key->value, below(where, entry.key));
        if (&entry != &first)
          complain(entry.place, where,
                   Complaint{"a " + object.name + " has one word, here are two: " + first.key + " and " + entry.key,
                             "begin the second with \"- \" on a line of its own"});
      } else if (&entry != &first && belongs_inside(object, first.key, entry.key)) {
        const std::string& shorthand = object.find(first.key)->value->object->short_for;
        const std::string inner = shorthand.empty() ? "…" : shorthand + ": …";
        complain(entry.place, where,
                 Complaint{"\"" + entry.key + "\" stands beside " + first.key,
                           "put it inside: " + first.key + ": { " + inner + ", " + entry.key + ": … }"});
      } else {
        complain(entry.place, where,
                 Complaint{"unknown " + object.name + " \"" + entry.key + "\"", did_you_mean(entry.key, object.key_names())});
      }
    }
  }

  static bool belongs_inside(const Object& object, const std::string& word, const std::string& key) {
    const Key* step = object.find(word);
    return step != nullptr && step->value->kind == Value::Kind::kObject && step->value->object->find(key) != nullptr;
  }

  const std::string& file_;
  std::vector<Problem>& problems_;
};

}  // namespace

const Key* Object::find(std::string_view key) const {
  for (const Key& candidate : keys)
    if (candidate.name == key) return &candidate;
  return nullptr;
}

std::vector<std::string> Object::key_names() const {
  std::vector<std::string> names;
  for (const Key& key : keys) names.push_back(key.name);
  return names;
}

void check_shape(const Node& node, const Value& value, const std::string& where, const std::string& file, std::vector<Problem>& problems) {
  Checker(file, problems).check(node, value, where);
}

}  // namespace nightporter::sites::yaml
