#pragma once

// Gives a described struct its JSON form: BOOST_DESCRIBE_STRUCT(MyStruct, (), (its, members)), then encode and decode. For the .cpp files
// that describe messages, and for no other messages than theirs; everybody else includes codec.h.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <boost/preprocessor/seq/for_each.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "cdp/json/json_reader.h"
#include "cdp/json/json_text.h"
#include "cdp/protocol/codec.h"
#include "cdp/protocol/domains.h"
#include "cdp/protocol/ids.h"
#include "cdp/protocol/message_shape.h"

namespace nightporter::cdp::detail {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

// --- writing -------------------------------------------------------------------------------------------------------------------

inline void write(std::string& json, bool value) {
  json += value ? "true" : "false";
}
inline void write(std::string& json, int value) {
  json += std::to_string(value);
}
inline void write(std::string& json, std::int64_t value) {
  json += std::to_string(value);
}
inline void write(std::string& json, double value) {
  append_json_number(json, value);
}
inline void write(std::string& json, const std::string& value) {
  append_json_string(json, value);
}
inline void write(std::string& json, const RawJson& value) {
  json += value.text.empty() ? "null" : value.text;
}
template <class Tag>
void write(std::string& json, const Id<Tag>& value) {
  append_json_string(json, value.value());
}
template <class T>
void write(std::string& json, const std::vector<T>& values);
template <class T>
void write(std::string& json, const std::map<std::string, T>& values);
template <class T>
  requires boost::describe::has_describe_members<T>::value
void write(std::string& json, const T& message);

template <class T>
void write(std::string& json, const std::vector<T>& values) {
  char separator = '[';
  for (const T& value : values) {
    json += separator;
    write(json, value);
    separator = ',';
  }
  if (separator == '[') json += separator;
  json += ']';
}

template <class T>
void write(std::string& json, const std::map<std::string, T>& values) {
  char separator = '{';
  for (const auto& [key, value] : values) {
    json += separator;
    append_json_string(json, key);
    json += ':';
    write(json, value);
    separator = ',';
  }
  if (separator == '{') json += separator;
  json += '}';
}

template <class T>
  requires boost::describe::has_describe_members<T>::value
void write(std::string& json, const T& message) {
  char separator = '{';
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    const auto& value = message.*member.pointer;
    const auto write_field = [&](const auto& content) {
      json += separator;
      json += '"';
      json += member.name;
      json += "\":";
      write(json, content);
      separator = ',';
    };
    if constexpr (kIsOptional<std::remove_cvref_t<decltype(value)>>) {
      if (value) write_field(*value);
    } else {
      write_field(value);
    }
  });
  if (separator == '{') json += separator;
  json += '}';
}

// --- reading -------------------------------------------------------------------------------------------------------------------

inline void read(JsonReader value, bool& into) {
  into = value.boolean();
}
inline void read(JsonReader value, int& into) {
  into = value.integer();
}
inline void read(JsonReader value, std::int64_t& into) {
  into = value.long_integer();
}
inline void read(JsonReader value, double& into) {
  into = value.number();
}
inline void read(JsonReader value, std::string& into) {
  into = value.string();
}
inline void read(JsonReader value, RawJson& into) {
  into.text = value.raw();
}
template <class Tag>
void read(JsonReader value, Id<Tag>& into) {
  into = Id<Tag>(value.string());
}
template <class T>
void read(JsonReader value, std::optional<T>& into);
template <class T>
void read(JsonReader value, std::vector<T>& into);
template <class T>
void read(JsonReader value, std::map<std::string, T>& into);
template <class T>
  requires boost::describe::has_describe_members<T>::value
void read(JsonReader value, T& into);

template <class T>
void read(JsonReader value, std::optional<T>& into) {
  if (!value.is_null()) read(value, into.emplace());
}

template <class T>
void read(JsonReader value, std::vector<T>& into) {
  value.for_each_item([&into](JsonReader item) { read(item, into.emplace_back()); });
}

template <class T>
void read(JsonReader value, std::map<std::string, T>& into) {
  value.for_each_field([&into](std::string_view key, JsonReader field) { read(field, into[std::string(key)]); });
}

template <class T>
  requires boost::describe::has_describe_members<T>::value
void read(JsonReader value, T& into) {
  bool seen[boost::mp11::mp_size<Members<T>>::value + 1] = {};
  value.for_each_field([&](std::string_view key, JsonReader field) {
    std::size_t index = 0;
    boost::mp11::mp_for_each<Members<T>>([&](auto member) {
      if (!seen[index] && key == member.name) {
        seen[index] = true;
        read(field, into.*member.pointer);
      }
      ++index;
    });
  });
  std::size_t index = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) {
    if (!kIsOptional<std::remove_cvref_t<decltype(into.*member.pointer)>> && !seen[index]) value.fail_missing(member.name);
    ++index;
  });
}

// --- shape ---------------------------------------------------------------------------------------------------------------------

template <class T>
struct ShapeOf;
template <>
struct ShapeOf<bool> {
  static TypeShape shape() { return {.kind = JsonKind::kBoolean}; }
};
template <>
struct ShapeOf<int> {
  static TypeShape shape() { return {.kind = JsonKind::kInteger}; }
};
template <>
struct ShapeOf<double> {
  static TypeShape shape() { return {.kind = JsonKind::kNumber}; }
};
template <>
struct ShapeOf<std::string> {
  static TypeShape shape() { return {.kind = JsonKind::kString}; }
};
template <>
struct ShapeOf<RawJson> {
  static TypeShape shape() { return {.kind = JsonKind::kAny}; }
};
template <class Tag>
struct ShapeOf<Id<Tag>> {
  static TypeShape shape() { return {.kind = JsonKind::kString}; }
};
template <class T>
struct ShapeOf<std::optional<T>> : ShapeOf<T> {};
template <class T>
struct ShapeOf<std::vector<T>> {
  static TypeShape shape() { return {.kind = JsonKind::kArray, .items = &ShapeOf<T>::shape}; }
};
template <class T>
struct ShapeOf<std::map<std::string, T>> {
  static TypeShape shape() { return {.kind = JsonKind::kObject, .items = &ShapeOf<T>::shape}; }
};
template <class T>
  requires boost::describe::has_describe_members<T>::value
struct ShapeOf<T> {
  static std::vector<FieldShape> fields() {
    std::vector<FieldShape> fields;
    boost::mp11::mp_for_each<Members<T>>([&fields](auto member) {
      using Field = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
      fields.push_back({.name = member.name, .type = ShapeOf<Field>::shape(), .is_optional = kIsOptional<Field>});
    });
    return fields;
  }
  static TypeShape shape() { return {.kind = JsonKind::kObject, .fields = &fields}; }
};

template <class Command>
MessageShape command_shape() {
  return {.kind = MessageShape::Kind::kCommand,
          .name = Command::kMethod,
          .parameters = ShapeOf<Command>::fields(),
          .results = ShapeOf<typename Command::Result>::fields()};
}

template <class Event>
MessageShape event_shape() {
  return {.kind = MessageShape::Kind::kEvent, .name = Event::kEvent, .parameters = ShapeOf<Event>::fields(), .results = {}};
}

}  // namespace nightporter::cdp::detail

namespace nightporter::cdp {

BOOST_DESCRIBE_STRUCT(Nothing, (), ())

template <class T>
std::string encode(const T& message) {
  std::string json;
  detail::write(json, message);
  return json;
}

template <class T>
T decode(std::string json, std::string_view what) {
  T message;
  detail::JsonDocument(std::move(json), what).read([&message](detail::JsonReader root) { detail::read(root, message); });
  return message;
}

}  // namespace nightporter::cdp

#define NIGHTPORTER_ENCODE(r, domain, Type) template std::string nightporter::cdp::encode(const nightporter::cdp::domain::Type&);
#define NIGHTPORTER_DECODE(r, domain, Type) \
  template nightporter::cdp::domain::Type nightporter::cdp::decode<nightporter::cdp::domain::Type>(std::string, std::string_view);
#define NIGHTPORTER_COMMAND_SHAPE(r, domain, Type) nightporter::cdp::detail::command_shape<nightporter::cdp::domain::Type>(),
#define NIGHTPORTER_EVENT_SHAPE(r, domain, Type) nightporter::cdp::detail::event_shape<nightporter::cdp::domain::Type>(),

// What a domain's .cpp file ends with, outside every namespace: it compiles the codecs of the messages that are listed, each list as
// (A)(B)(C), and lists their shapes for described_messages().
#define NIGHTPORTER_COMMANDS(domain, commands)                                             \
  BOOST_PP_SEQ_FOR_EACH(NIGHTPORTER_ENCODE, domain, commands)                              \
  std::vector<nightporter::cdp::MessageShape> nightporter::cdp::domain::command_shapes() { \
    return {BOOST_PP_SEQ_FOR_EACH(NIGHTPORTER_COMMAND_SHAPE, domain, commands)};           \
  }
#define NIGHTPORTER_EVENTS(domain, events)                                               \
  BOOST_PP_SEQ_FOR_EACH(NIGHTPORTER_DECODE, domain, events)                              \
  std::vector<nightporter::cdp::MessageShape> nightporter::cdp::domain::event_shapes() { \
    return {BOOST_PP_SEQ_FOR_EACH(NIGHTPORTER_EVENT_SHAPE, domain, events)};             \
  }
// Results of commands and other structs that are read.
#define NIGHTPORTER_RESULTS(domain, structs) BOOST_PP_SEQ_FOR_EACH(NIGHTPORTER_DECODE, domain, structs)
