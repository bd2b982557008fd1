#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "stages/google/service_account.h"

namespace nightporter::stages {

/// What a service account asks to be let in to: a signed JWT (RFC 7523), good for one hour from `now`.
/// Throws BadServiceAccount when the private key cannot sign.
model::Secret signed_assertion(const ServiceAccount& account, const std::string& scope, std::chrono::sys_seconds now);

/// Without padding (RFC 4648, section 5).
std::string base64url(std::string_view bytes);

}  // namespace nightporter::stages
