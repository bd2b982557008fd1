#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sites/yaml/document.h"

/// The shape of a YAML file, told once as data: from it a file is checked (all problems at once, with "did you mean") and the JSON
/// Schema for editors is written. The recipes of sites and the program's own configuration are both described with it.
namespace nightporter::sites::yaml {

struct Object;

/// What is wrong with a scalar, and what would be right.
struct Complaint {
  std::string message;
  std::string hint;
};

/// nullopt = the text is fine.
using TextCheck = std::function<std::optional<Complaint>(const std::string& text)>;

/// What a value may be.
struct Value {
  enum class Kind {
    kText,       // a scalar that passes `check`
    kInteger,    // a whole number
    kBoolean,    // true | false
    kWord,       // one of `words`
    kObject,     // a map with the keys of `object`
    kOneKey,     // a map with exactly one of the keys of `object`: a step
    kMapOf,      // a map with free keys (each passes `check`) and values `element`
    kListOf,     // a list of `element`
    kOneOrMore,  // `element`, or a non-empty list of it
    kAny,        // whatever YAML can say
  };

  Kind kind = Kind::kText;
  std::string description;         // "a duration such as 60s or 2m": completes "expected …"
  TextCheck check = nullptr;       // kText; keys of kMapOf
  std::vector<std::string> words;  // kWord
  const Object* object = nullptr;  // kObject, kOneKey
  const Value* element = nullptr;  // kMapOf, kListOf, kOneOrMore
  std::string pattern;             // regular expression for editors; empty = none
};

enum class Presence { kOptional, kRequired };

/// One key of an object.
struct Key {
  std::string name;
  const Value* value;
  Presence presence = Presence::kOptional;
  std::string doc;           // one or two sentences
  std::string example = {};  // YAML of the value
};

/// A map with fixed keys.
struct Object {
  std::string name;  // "step": completes `unknown <name> "clik"`
  std::string doc;
  std::vector<Key> keys;
  std::string short_for = {};  // the key that a bare scalar or list stands for: click: X = click: { on: X }; empty = none
  /// Groups of keys of which exactly one must be there.
  std::vector<std::vector<std::string>> exactly_one_of = {};
  /// Checks that no single key can make; may be null.
  std::function<void(const Node& map, const std::string& where, std::vector<Problem>& problems)> check = nullptr;

  const Key* find(std::string_view key) const;
  std::vector<std::string> key_names() const;
};

/// Appends to `problems` everything in `node` that `value` does not allow. `where` is the path of keys up to the node.
void check_shape(const Node& node, const Value& value, const std::string& where, const std::string& file, std::vector<Problem>& problems);

/// The JSON Schema (draft 2020-12) of `value`, pretty-printed. `title` and `id` are put on top.
std::string to_json_schema(const Value& value, const std::string& title, const std::string& id);

}  // namespace nightporter::sites::yaml
