#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace nightporter::cdp::detail {

/// Where a value stands inside a document, for error messages. Lives on the stack while the document is walked.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view name;  // of a field; empty for an item
  std::size_t index = 0;  // of an item
};

/// One value of a document that is read front to back, each value once. Valid inside the callback that received it.
/// Everything throws MalformedMessage, with the place, when the value is of another kind.
class JsonReader {
 public:
  JsonReader(void* value, const JsonPlace* place) : value_(value), place_(place) {}

  bool is_null() const;
  bool boolean() const;
  int integer() const;
  std::int64_t long_integer() const;
  double number() const;
  std::string string() const;
  /// The value's JSON text.
  std::string raw() const;
  /// The same, as it stands in the document.
  std::string_view raw_view() const;

  /// Calls function(std::string_view key, JsonReader value) for each field of an object.
  template <class Function>
  void for_each_field(Function function) const {
    walk_fields([](void* context, std::string_view key, JsonReader value) { (*static_cast<Function*>(context))(key, value); }, &function);
  }

  /// Calls function(JsonReader item) for each item of an array.
  template <class Function>
  void for_each_item(Function function) const {
    walk_items([](void* context, JsonReader item) { (*static_cast<Function*>(context))(item); }, &function);
  }

  [[noreturn]] void fail_missing(std::string_view field) const;

 private:
  [[noreturn]] void fail(std::string_view expected) const;
  void walk_fields(void (*visit)(void*, std::string_view, JsonReader), void* context) const;
  void walk_items(void (*visit)(void*, JsonReader), void* context) const;

  void* value_;
  const JsonPlace* place_;
};

/// Owns the text of one document. `what` names it in error messages and must outlive it.
class JsonDocument {
 public:
  JsonDocument(std::string json, std::string_view what);

  template <class Function>
  void read(Function function) {
    walk([](void* context, JsonReader root) { (*static_cast<Function*>(context))(root); }, &function);
  }

  /// Gives the text back.
  std::string release() &&;

 private:
  void walk(void (*visit)(void*, JsonReader), void* context);

  std::string json_;
  std::string_view what_;
};

}  // namespace nightporter::cdp::detail
