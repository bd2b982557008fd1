#include "cdp/json/json_reader.h"

#include <simdjson.h>

#include <cmath>
#include <limits>
#include <utility>

#include "cdp/error.h"
#include "cdp/json/json_text.h"

namespace nightporter::cdp::detail {

namespace ondemand = simdjson::ondemand;

namespace {

ondemand::value& as_value(void* value) {
  return *static_cast<ondemand::value*>(value);
}

/// "Page.getFrameTree: frameTree.childFrames[2].frame": the outermost place is named for the document.
std::string describe(const JsonPlace* place) {
  if (place->parent == nullptr) return std::string(place->name) + ":";
  std::string text = describe(place->parent);
  if (place->name.empty()) return text + "[" + std::to_string(place->index) + "]";
  return text + (text.back() == ':' ? " " : ".") + std::string(place->name);
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; };
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// The key whose opening quote stands just before `begin`. The parser has made sure that there is a closing quote.
std::string_view raw_key(const char* begin) {
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return std::string_view(begin, static_cast<std::size_t>(end - begin));
}

// A parser keeps five bytes of buffers for each byte of the longest document it has seen; only the common lengths are worth keeping.
constexpr std::size_t kKeptParserBytes = 256 * 1024;

/// Lends the thread's parser for as long as one document is read; a large document, or one inside another, gets its own.
class BorrowedParser {
 public:
  explicit BorrowedParser(std::size_t document_bytes) : borrows_(!lent_ && document_bytes <= kKeptParserBytes) {
    if (borrows_) lent_ = true;
  }
  ~BorrowedParser() {
    if (borrows_) lent_ = false;
  }
  BorrowedParser(const BorrowedParser&) = delete;
  BorrowedParser& operator=(const BorrowedParser&) = delete;

  ondemand::parser& get() { return borrows_ ? kept_ : own_; }

 private:
  static thread_local ondemand::parser kept_;
  static thread_local bool lent_;
  bool borrows_;
  ondemand::parser own_;
};

thread_local ondemand::parser BorrowedParser::kept_;
thread_local bool BorrowedParser::lent_ = false;

}  // namespace

bool JsonReader::is_null() const {
  ondemand::json_type type;
  return as_value(value_).type().get(type) == simdjson::SUCCESS && type == ondemand::json_type::null;
}

bool JsonReader::boolean() const {
  bool result = false;
  if (as_value(value_).get_bool().get(result) != simdjson::SUCCESS) fail("true or false");
  return result;
}

double JsonReader::number() const {
  double result = 0;
  if (as_value(value_).get_double().get(result) != simdjson::SUCCESS) fail("a number");
  return result;
}

std::int64_t JsonReader::long_integer() const {
  const double value = number();
  if (value != std::floor(value) || std::abs(value) > 9007199254740992.0) fail("an integer");
  return static_cast<std::int64_t>(value);
}

int JsonReader::integer() const {
  const std::int64_t value = long_integer();
  if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) fail("an integer of 32 bits");
  return static_cast<int>(value);
}

std::string JsonReader::string() const {
  const std::string_view token = raw_view();
  if (token.size() < 2 || token.front() != '"') fail("a string");
  return read_json_string(token.data() + 1, token.data() + token.size());
}

std::string_view JsonReader::raw_view() const {
  ondemand::value& value = as_value(value_);
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) fail("a value");
  std::string_view text;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS || object.raw_json().get(text) != simdjson::SUCCESS) fail("an object");
  } else if (type == ondemand::json_type::array) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS || array.raw_json().get(text) != simdjson::SUCCESS) fail("an array");
  } else {
    text = value.raw_json_token();
  }
  return trim(text);
}

std::string JsonReader::raw() const {
  return std::string(raw_view());
}

void JsonReader::walk_fields(void (*visit)(void*, std::string_view, JsonReader), void* context) const {
  ondemand::object object;
  if (as_value(value_).get_object().get(object) != simdjson::SUCCESS) fail("an object");
  for (auto result : object) {
    ondemand::field field;
    if (std::move(result).get(field) != simdjson::SUCCESS) fail("a whole object");
    std::string unescaped;
    std::string_view key = raw_key(field.key().raw());
    if (key.find('\\') != std::string_view::npos) {
      unescaped = read_json_string(key.data(), key.data() + key.size() + 1);
      key = unescaped;
    }
    const JsonPlace place{.parent = place_, .name = key};
    ondemand::value value = field.value();
    visit(context, key, JsonReader(&value, &place));
  }
}

void JsonReader::walk_items(void (*visit)(void*, JsonReader), void* context) const {
  ondemand::array array;
  if (as_value(value_).get_array().get(array) != simdjson::SUCCESS) fail("an array");
  JsonPlace place{.parent = place_};
  for (auto result : array) {
    ondemand::value value;
    if (std::move(result).get(value) != simdjson::SUCCESS) fail("a whole array");
    visit(context, JsonReader(&value, &place));
    ++place.index;
  }
}

void JsonReader::fail(std::string_view expected) const {
  throw MalformedMessage(describe(place_) + " is not " + std::string(expected));
}

void JsonReader::fail_missing(std::string_view field) const {
  const JsonPlace place{.parent = place_, .name = field};
  throw MalformedMessage(describe(&place) + " is missing");
}

JsonDocument::JsonDocument(std::string json, std::string_view what) : json_(std::move(json)), what_(what) {
  json_.reserve(json_.size() + simdjson::SIMDJSON_PADDING);
}

std::string JsonDocument::release() && {
  return std::move(json_);
}

void JsonDocument::walk(void (*visit)(void*, JsonReader), void* context) {
  const JsonPlace place{.name = what_};
  BorrowedParser parser(json_.size());
  ondemand::document document;
  ondemand::value root;
  auto error = parser.get().iterate(simdjson::padded_string_view(json_.data(), json_.size(), json_.capacity())).get(document);
  if (error == simdjson::SUCCESS) error = document.get_value().get(root);
  if (error != simdjson::SUCCESS) throw MalformedMessage(describe(&place) + " not JSON: " + simdjson::error_message(error));
  visit(context, JsonReader(&root, &place));
}

}  // namespace nightporter::cdp::detail
