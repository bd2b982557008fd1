#pragma once

#include <optional>
#include <string>

namespace nightporter::sites {

/// The text of a JSON text, and the JSON of everything else: "\"a\"" → "a", "12" → "12".
std::string text_of_json(const std::string& json);

/// The value at a path of keys and positions (from 0) with dots between: "data.jobs.0.id". nullopt when there is none, or it is no JSON.
std::optional<std::string> text_at_json_path(const std::string& json, const std::string& path);

}  // namespace nightporter::sites
