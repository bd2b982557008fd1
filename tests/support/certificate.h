#pragma once

#include <filesystem>
#include <string>

namespace nightporter::test {

/// A certificate that is its own authority, and its private key, both PEM.
struct Certificate {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// Makes one in `folder` with Debian's openssl, for what subjectAltName says: "IP:127.0.0.1,DNS:localhost". Throws std::runtime_error.
Certificate make_certificate(const std::filesystem::path& folder, const std::string& alternative_names);

}  // namespace nightporter::test
