#pragma once

#include <string>

#include "model/secret.h"

namespace nightporter::stages {

/// A Google service account, as in the key file (JSON) that the Google Cloud console gives out.
struct ServiceAccount {
  std::string client_email;
  std::string private_key_id;
  model::Secret private_key;  // PEM, PKCS#8
  std::string token_uri;      // where an assertion is exchanged for an access token
};

/// Throws BadServiceAccount that says what is missing; `place` names the file in messages.
ServiceAccount parse_service_account(const model::Secret& json, const std::string& place);

}  // namespace nightporter::stages
