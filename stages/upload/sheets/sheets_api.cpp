#include "stages/upload/sheets/sheets_api.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "stages/google/google_answer.h"
#include "stages/http/error.h"
#include "stages/http/retry.h"

namespace nightporter::stages {

using namespace std::chrono_literals;

namespace {

// "Requests are processed up to 180 s" says the API's page on limits.
constexpr auto kRequestWithin = 190s;

SheetTab read_tab(const boost::json::value& sheet) {
  const boost::json::object& properties = sheet.at("properties").as_object();
  SheetTab tab{.sheet_id = properties.at("sheetId").to_number<std::int64_t>(), .title = std::string(properties.at("title").as_string())};
  const auto* grid = properties.if_contains("gridProperties");
  tab.is_grid = grid != nullptr;
  if (grid != nullptr) {
    tab.rows = grid->at("rowCount").to_number<std::int64_t>();
    tab.columns = grid->at("columnCount").to_number<std::int64_t>();
  }
  return tab;
}

/// What a failed request means for another attempt; nullopt for what no attempt can mend.
std::optional<FailedAttempt> attempt_of(const std::exception_ptr& failure, int number) {
  try {
    std::rethrow_exception(failure);
  } catch (const GoogleRefused& refused) {
    const Refusal& refusal = refused.refusal();
    return FailedAttempt{
        .number = number, .status = refusal.status, .retry_after = refusal.retry_after, .minute_quota_spent = refusal.minute_quota_spent};
  } catch (const HttpFailed& failed) {
    if (failed.retry_can_help()) return FailedAttempt{.number = number};
  } catch (...) {
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

SheetsApi::SheetsApi(HttpClient& http, AccessToken& token, Settings settings)
    : http_(http), token_(token), settings_(std::move(settings)) {}

std::string SheetsApi::url_of(const std::string& spreadsheet, const std::string& rest) const {
  return settings_.server + "/v4/spreadsheets/" + url_encoded(spreadsheet) + rest;
}

awaitable<std::vector<SheetTab>> SheetsApi::tabs(std::string spreadsheet, Deadline deadline) {
  const boost::json::value answer =
      co_await read(url_of(spreadsheet, "?includeGridData=false&fields=" + url_encoded("spreadsheetId,sheets.properties")),
                    "looking at the spreadsheet " + spreadsheet, deadline);
  std::vector<SheetTab> tabs;
  const auto* sheets = answer.as_object().if_contains("sheets");
  // A spreadsheet has at least one tab: an answer without any is none.
  if (sheets == nullptr || !sheets->is_array() || sheets->get_array().empty())
    throw GoogleRefused({.status = 502}, "looking at the spreadsheet " + spreadsheet + ": the answer names no tab",
                        "the next run tries again");
  for (const auto& sheet : sheets->get_array()) tabs.push_back(read_tab(sheet));
  co_return tabs;
}

awaitable<boost::json::array> SheetsApi::values(std::string spreadsheet, A1Range range, Deadline deadline) {
  const std::string doing = "reading " + range.to_string() + " of the spreadsheet " + spreadsheet;
  const boost::json::value answer =
      co_await read(url_of(spreadsheet, "/values:batchGet?ranges=" + url_encoded(range.to_string()) +
                                            "&majorDimension=ROWS&valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER"),
                    doing, deadline);
  const auto* ranges = answer.as_object().if_contains("valueRanges");
  if (ranges == nullptr || !ranges->is_array() || ranges->get_array().size() != 1)
    throw GoogleRefused({.status = 502}, doing + ": the answer does not have the one range that was asked for", "the next run tries again");
  const auto* values = ranges->get_array().front().as_object().if_contains("values");
  if (values == nullptr) co_return boost::json::array();
  co_return values->as_array();
}

awaitable<void> SheetsApi::write_values(std::string spreadsheet, std::string body, Deadline deadline) {
  HttpRequest request{.method = "POST",
                      .url = url_of(spreadsheet, "/values:batchUpdate"),
                      .headers = {{"Content-Type", "application/json; charset=utf-8"}},
                      .body = std::move(body)};
  co_await send_once(std::move(request), writes_, "writing to the spreadsheet " + spreadsheet, deadline);
}

awaitable<void> SheetsApi::change(std::string spreadsheet, boost::json::array requests, Deadline deadline) {
  HttpRequest request{.method = "POST",
                      .url = url_of(spreadsheet, ":batchUpdate"),
                      .headers = {{"Content-Type", "application/json; charset=utf-8"}},
                      .body = boost::json::serialize(boost::json::object{{"requests", std::move(requests)}})};
  co_await send_once(std::move(request), writes_, "making room in the spreadsheet " + spreadsheet, deadline);
}

awaitable<bool> SheetsApi::pause_after(std::exception_ptr failure, int attempt, Deadline deadline) {
  const auto failed = attempt_of(failure, attempt);
  const auto wait = failed ? wait_before_retry(*failed, settings_.pacing.jitter()) : std::nullopt;
  if (!wait || (!deadline.is_never() && *wait >= deadline.remaining())) co_return false;
  co_await settings_.pacing.pause(*wait);
  co_return true;
}

awaitable<boost::json::value> SheetsApi::read(std::string url, std::string doing, Deadline deadline) {
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr failure;
    try {
      co_return co_await send_once({.url = url}, reads_, doing, deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    if (!co_await pause_after(failure, attempt, deadline)) std::rethrow_exception(failure);
  }
}

awaitable<boost::json::value> SheetsApi::send_once(HttpRequest request, QuotaBucket& bucket, std::string doing, Deadline deadline) {
  for (bool first = true;; first = false) {
    const model::Secret token = co_await token_.get(deadline);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(bucket.take(QuotaBucket::Clock::now()));
    if (wait > 0ms) co_await settings_.pacing.pause(wait);
    HttpRequest authorised = request;
    authorised.headers.emplace_back("Authorization", "Bearer " + token.reveal());
    authorised.secrets.push_back(token);
    const HttpResponse response = co_await http_.send_on_worker(std::move(authorised), deadline.earlier_of(kRequestWithin));
    if (response.status != 401 || !first) co_return read_answer(response, doing, token_.client_email());
    token_.forget();
  }
}

}  // namespace nightporter::stages
