#pragma once

#include <string>

#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// What a Google API answers in place of doing what it was asked: HTTP status, google.rpc status word and message.
struct GoogleError {
  int status = 400;
  std::string code = "INVALID_ARGUMENT";
  std::string message;
  std::string details;  // JSON array; may be empty
};

/// The google.rpc envelope, pretty-printed as Google does.
HttpResponse to_response(const GoogleError& error);

/// {"error", "error_description"} of RFC 6749, which the token endpoint answers with.
HttpResponse oauth_error(const std::string& error, const std::string& description);

GoogleError not_shared();
GoogleError read_quota_spent();
GoogleError write_quota_spent();
/// Google's "We're sorry…" page: a 429 that is HTML.
HttpResponse sorry_page();

}  // namespace nightporter::backoffice
