#include "stages/google/service_account.h"

#include <boost/json/parse.hpp>

#include "stages/google/error.h"

namespace nightporter::stages {

namespace {

constexpr const char* kHint =
    "it is the JSON file that the Google Cloud console gives under IAM, Service Accounts, Keys, Add key; docs/upload.md tells how";

std::string text_of(const boost::json::object& object, const char* key, const std::string& place) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string() || value->get_string().empty())
    throw BadServiceAccount(place + " is not the key of a service account: it has no \"" + key + "\"", kHint);
  return std::string(value->get_string());
}

}  // namespace

ServiceAccount parse_service_account(const model::Secret& json, const std::string& place) {
  boost::system::error_code error;
  const auto value = boost::json::parse(json.reveal(), error);
  if (error || !value.is_object())
    throw BadServiceAccount(place + " is not the key of a service account: " + (error ? error.message() : "not a JSON object"), kHint);
  const boost::json::object& object = value.get_object();
  if (const std::string type = text_of(object, "type", place); type != "service_account")
    throw BadServiceAccount(place + " is the key of a \"" + type + "\", not of a service account", kHint);
  ServiceAccount account{.client_email = text_of(object, "client_email", place),
                         .private_key = model::Secret(text_of(object, "private_key", place)),
                         .token_uri = text_of(object, "token_uri", place)};
  if (object.contains("private_key_id")) account.private_key_id = text_of(object, "private_key_id", place);
  return account;
}

}  // namespace nightporter::stages
