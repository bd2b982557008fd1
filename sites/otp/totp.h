#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "model/secret.h"

namespace nightporter::sites {

/// The text of a TOTP secret is not one. The message never quotes it.
struct InvalidTotpSecret : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What an authenticator app keeps: the key and how codes are made of it (RFC 6238).
struct TotpSecret {
  enum class Algorithm { kSha1, kSha256, kSha512 };

  model::Secret key;  // raw bytes
  Algorithm algorithm = Algorithm::kSha1;
  int digits = 6;
  std::chrono::seconds period{30};

  /// Reads a base32 secret (spaces, dashes, lower case and missing padding are fine) or an otpauth://totp/… URL with its
  /// algorithm, digits and period. Throws InvalidTotpSecret.
  static TotpSecret parse(const model::Secret& text);
};

/// Number of the time window that `at` lies in.
std::uint64_t totp_window(const TotpSecret& secret, std::chrono::system_clock::time_point at);

/// The code of a window, with leading zeros.
model::Secret totp_code(const TotpSecret& secret, std::uint64_t window);

}  // namespace nightporter::sites
