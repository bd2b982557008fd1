#include "engine/state/readable_json.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cmath>

namespace nightporter::engine {

namespace {

namespace json = boost::json;

std::string number_text(double number) {
  if (!std::isfinite(number)) return "null";
  std::array<char, 400> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
  return {buffer.data(), end};
}

void write(std::string& out, const json::value& value, std::size_t depth);

template <class Container, class WriteItem>
void write_items(std::string& out, const Container& items, char open, char close, std::size_t depth, WriteItem write_item) {
  out += open;
  const char* separator = "\n";
  for (const auto& item : items) {
    out += separator;
    out.append(2 * (depth + 1), ' ');
    write_item(item);
    separator = ",\n";
  }
  if (!items.empty()) {
    out += '\n';
    out.append(2 * depth, ' ');
  }
  out += close;
}

void write(std::string& out, const json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object()) {
    write_items(out, *object, '{', '}', depth, [&](const json::key_value_pair& member) {
      out += json::serialize(member.key());
      out += ": ";
      write(out, member.value(), depth + 1);
    });
  } else if (const auto* array = value.if_array()) {
    write_items(out, *array, '[', ']', depth, [&](const json::value& item) { write(out, item, depth + 1); });
  } else if (const double* number = value.if_double()) {
    out += number_text(*number);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string readable_json(const json::value& value) {
  std::string out;
  write(out, value, 0);
  return out;
}

}  // namespace nightporter::engine
