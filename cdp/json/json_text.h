#pragma once

#include <string>
#include <string_view>

namespace nightporter::cdp {

/// Appends `text` as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& json, std::string_view text);

/// Appends the shortest decimal that reads back as `number`. Throws std::invalid_argument for an infinity or NaN.
void append_json_number(std::string& json, double number);

/// The text of the JSON string whose opening quote stands just before `begin`; a closing quote must follow before `end`. Half a
/// surrogate pair, which JavaScript strings may hold, becomes U+FFFD. Throws MalformedMessage.
std::string read_json_string(const char* begin, const char* end);

}  // namespace nightporter::cdp
