#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// The bytes that `text` stands for; nullopt when it is not base64.
std::optional<std::string> decode_base64(std::string_view text);

std::string encode_base64(std::string_view bytes);

}  // namespace nightporter::engine
