#pragma once

#include <string>

namespace nightporter::backoffice {

/// An RSA key pair, made on the spot.
struct KeyPair {
  std::string private_pem;  // PKCS#8
  std::string public_pem;

  static KeyPair make();
};

/// The key file that Google's console would give out for a service account.
std::string key_file_json(const std::string& client_email, const std::string& private_pem, const std::string& token_uri);

/// Whether `signature` is RSA-SHA256 of `text` by the key.
bool is_signature_of(const std::string& public_pem, const std::string& text, const std::string& signature);

}  // namespace nightporter::backoffice
