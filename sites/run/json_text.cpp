#include "sites/run/json_text.h"

#include <boost/json.hpp>
#include <charconv>

namespace nightporter::sites {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

const json::value* step_into(const json::value& value, const std::string& key) {
  if (value.is_object()) return value.get_object().if_contains(key);
  if (!value.is_array()) return nullptr;
  std::size_t position = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), position);
  return error == std::errc() && end == key.data() + key.size() ? value.get_array().if_contains(position) : nullptr;
}

}  // namespace

std::string text_of_json(const std::string& text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  return error ? text : text_of(value);
}

std::optional<std::string> text_at_json_path(const std::string& text, const std::string& path) {
  boost::system::error_code error;
  const json::value root = json::parse(text, error);
  if (error) return std::nullopt;
  const json::value* value = &root;
  for (std::size_t start = 0; start <= path.size() && value != nullptr;) {
    const std::size_t dot = std::min(path.find('.', start), path.size());
    value = step_into(*value, path.substr(start, dot - start));
    start = dot + 1;
  }
  if (value == nullptr || value->is_null()) return std::nullopt;
  return text_of(*value);
}

}  // namespace nightporter::sites
