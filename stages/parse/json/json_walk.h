#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <filesystem>
#include <string>

#include "stages/parse/read_limits.h"

namespace nightporter::stages {

/// What a JSON document is told to, in its order. An array is one that stands in objects alone: neither in an array nor in an item.
class JsonListener {
 public:
  /// `array`: how many came before it. `name`: where it stands ("data.orders"); the document itself has no name.
  virtual void begin_array(std::size_t array, const std::string& name) = 0;
  virtual void item(std::size_t array, const boost::json::object& item) = 0;
  /// An item that is no object.
  virtual void other_item(std::size_t array) = 0;

 protected:
  ~JsonListener() = default;
};

/// Names of many levels, joined by dots. Throws ParseError{kTooLarge} beyond 4096 bytes: they would fill the memory many times over.
std::string json_path(const std::string& before, std::string_view name);

/// Walks through a document from its beginning to its end, an item in memory at a time. Returns the first characters, for messages. Throws
/// ParseError: kCorrupt when it is no whole document, kTooLarge for what no report has. Exceptions of the listener pass through.
std::string walk_json(const std::filesystem::path& path, const ReadLimits& limits, JsonListener& listener);

}  // namespace nightporter::stages
