#include "tests/backoffice/google/google_error.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace nightporter::backoffice {

namespace {

GoogleError quota_spent(const std::string& kind) {
  const std::string limit = kind + "RequestsPerMinutePerUser";
  return {.status = 429,
          .code = "RESOURCE_EXHAUSTED",
          .message = "Quota exceeded for quota metric '" + kind + " requests' and limit '" + kind +
                     " requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
          .details = R"([{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"googleapis.com",)"
                     R"("metadata":{"quota_limit":")" +
                     limit + R"(","quota_limit_value":"60","quota_unit":"1/min/{project}/{user}","service":"sheets.googleapis.com"}}])"};
}

}  // namespace

HttpResponse to_response(const GoogleError& error) {
  boost::json::object inner{{"code", error.status}, {"message", error.message}, {"status", error.code}};
  if (!error.details.empty()) inner["details"] = boost::json::parse(error.details);
  HttpResponse response = HttpResponse::json(boost::json::serialize(boost::json::object{{"error", inner}}), error.status);
  return response;
}

HttpResponse oauth_error(const std::string& error, const std::string& description) {
  return HttpResponse::json(boost::json::serialize(boost::json::object{{"error", error}, {"error_description", description}}), 400);
}

GoogleError not_shared() {
  return {.status = 403, .code = "PERMISSION_DENIED", .message = "The caller does not have permission"};
}

GoogleError read_quota_spent() {
  return quota_spent("Read");
}

GoogleError write_quota_spent() {
  return quota_spent("Write");
}

HttpResponse sorry_page() {
  return HttpResponse::html(
      "<html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1><p>... but your computer or network may be sending automated "
      "queries. To protect our users, we can't process your request right now.</p></body></html>",
      429);
}

}  // namespace nightporter::backoffice
