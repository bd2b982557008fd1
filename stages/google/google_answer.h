#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "stages/google/error.h"
#include "stages/http/http_client.h"

namespace nightporter::stages {

/// What a refusal of a Google API says, be it the google.rpc envelope or a page of HTML. `doing` begins the message: "reading the
/// spreadsheet 1AbC"; `client_email` is who must be let in.
GoogleRefused read_refusal(const HttpResponse& response, const std::string& doing, const std::string& client_email);

/// The JSON of a good answer. Throws GoogleRefused for any other, also for a 200 that is not JSON.
boost::json::value read_answer(const HttpResponse& response, const std::string& doing, const std::string& client_email);

}  // namespace nightporter::stages
