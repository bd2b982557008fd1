#include "stages/google/google_answer.h"

#include <boost/json/parse.hpp>
#include <string_view>

#include "stages/http/retry.h"

namespace nightporter::stages {

namespace {

const boost::json::value* find(const boost::json::value& value, std::string_view key) {
  const auto* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

std::string text_of(const boost::json::value& value, std::string_view key) {
  const auto* found = find(value, key);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

/// Of the ErrorInfo among the details; null when there is none.
boost::json::value error_info(const boost::json::value& error) {
  if (const auto* details = find(error, "details"); details != nullptr && details->is_array())
    for (const auto& detail : details->get_array())
      if (!text_of(detail, "reason").empty()) return detail;
  return nullptr;
}

std::string metadata(const boost::json::value& info, std::string_view key) {
  const auto* found = find(info, "metadata");
  return found == nullptr ? std::string() : text_of(*found, key);
}

/// A minute's quota is back after a minute; a day's is not.
bool is_minute_quota(const boost::json::value& info, const std::string& message) {
  return metadata(info, "quota_limit").find("PerMinute") != std::string::npos || message.find("per minute") != std::string::npos;
}

std::string hint_for(int status, const boost::json::value& info, const std::string& message, const std::string& client_email) {
  if (text_of(info, "reason") == "SERVICE_DISABLED") {
    const std::string address = metadata(info, "activationUrl");
    return "switch the API on for the service account's project" + (address.empty() ? "" : ": " + address);
  }
  if (message.find("number of cells in the workbook") != std::string::npos)
    return "the spreadsheet is full; give the report another one, or take old tabs away";
  switch (status) {
    case 401:
      return "fetch a new key for the service account " + client_email;
    case 403:
      return "share the spreadsheet with " + client_email + " as an editor, and look whether the range is protected";
    case 404:
      return "look at the spreadsheet's id: it is the long word in its address; it must be shared with " + client_email;
    case 429:
      return "the requests a minute are used up; the next run goes on";
    default:
      return status >= 500 ? "Google has a problem of its own; the next run goes on" : "look at the spreadsheet and at the destination";
  }
}

}  // namespace

GoogleRefused read_refusal(const HttpResponse& response, const std::string& doing, const std::string& client_email) {
  boost::system::error_code not_json;
  const auto answer = boost::json::parse(response.body, not_json);
  const auto* envelope = not_json ? nullptr : find(answer, "error");
  const boost::json::value error = envelope == nullptr ? boost::json::value() : *envelope;
  const boost::json::value info = error_info(error);
  const std::string message = text_of(error, "message");
  const std::string words = message.empty() ? "an answer that is not Google's usual one" : message;
  return {{.status = response.status,
           .reason = text_of(error, "status"),
           .minute_quota_spent = response.status == 429 && is_minute_quota(info, message),
           .retry_after = retry_after(response)},
          doing + ": " + words + " (status " + std::to_string(response.status) + ")",
          hint_for(response.status, info, message, client_email)};
}

boost::json::value read_answer(const HttpResponse& response, const std::string& doing, const std::string& client_email) {
  if (response.status != 200) throw read_refusal(response, doing, client_email);
  boost::system::error_code error;
  auto answer = boost::json::parse(response.body, error);
  // 502: worth another attempt, as what a broken gateway sends.
  if (error || !answer.is_object())
    throw GoogleRefused({.status = 502}, doing + ": the answer is not the JSON that Google sends",
                        "something between here and Google answers in its place (a proxy, a portal)");
  return answer;
}

}  // namespace nightporter::stages
