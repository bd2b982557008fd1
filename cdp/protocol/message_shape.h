#pragma once

#include <string_view>
#include <vector>

namespace nightporter::cdp {

/// What JSON calls a value; kAny is whatever stands there.
enum class JsonKind { kString, kInteger, kNumber, kBoolean, kObject, kArray, kAny };

struct FieldShape;

/// What a C++ type of cdp/protocol/ looks like as JSON.
struct TypeShape {
  JsonKind kind = JsonKind::kAny;
  /// The fields of a struct; null for everything else (an object without fields is a map). A function, since types may contain themselves.
  std::vector<FieldShape> (*fields)() = nullptr;
  /// What an array's items (or a map's values) look like; null otherwise.
  TypeShape (*items)() = nullptr;
};

/// One field of a described struct.
struct FieldShape {
  std::string_view name;
  TypeShape type;
  bool is_optional = false;
};

/// One command or event as cdp/protocol/ describes it.
struct MessageShape {
  enum class Kind { kCommand, kEvent };
  Kind kind = Kind::kCommand;
  std::string_view name;  // "Page.navigate"
  std::vector<FieldShape> parameters;
  std::vector<FieldShape> results;  // of a command
};

/// Every command and event that has a struct.
std::vector<MessageShape> described_messages();

}  // namespace nightporter::cdp
