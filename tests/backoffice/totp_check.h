#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace nightporter::backoffice {

/// The six-digit code of RFC 6238 (HMAC-SHA-1, steps of 30 s) at `time` for a secret in base32. Written apart from the program's own
/// TOTP, so that one checks the other. Throws std::invalid_argument when the secret is not base32.
std::string totp_code(std::string_view base32_secret, std::chrono::system_clock::time_point time);

/// Whether a server that tolerates one step of clock difference takes `code` at `time`.
bool accepts_totp(std::string_view base32_secret, std::string_view code, std::chrono::system_clock::time_point time);

/// HMAC-SHA-256 in hex, cut to 32 digits: what the simulated sites sign view states and tokens with.
std::string sign(std::string_view key, std::string_view text);

}  // namespace nightporter::backoffice
