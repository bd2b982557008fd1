#include "engine/trace/har_entry.h"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

namespace json = boost::json;

HarEntry login_request() {
  return {.page = "P",
          .started = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'763'000'000'123)),
          .method = "POST",
          .url = "https://shop.test/login?token=abcdefgh&page=2#x",
          .resource_type = "document",
          .request_headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                              {"Cookie", "sid=canary1; lang=en"},
                              {"Authorization", "Bearer canary2"}},
          .post_data = "user=me&password=canary3&n=1",
          .status = 302,
          .response_headers = {{"Set-Cookie", "sid=canary4; HttpOnly\nb=canary5"}, {"Location", "/home?session_id=canary6"}},
          .mime_type = "text/html",
          .wait_ms = 12,
          .receive_ms = 3};
}

TEST_CASE("a HAR entry has what HAR 1.2 asks for") {
  const json::value entry = json::parse(har_json(login_request()));
  CHECK(entry.as_object().at("startedDateTime") == "2025-11-13T02:13:20.123Z");
  CHECK(entry.as_object().at("time").to_number<double>() == 15);
  for (const char* key : {"pageref", "request", "response", "cache", "timings"}) CHECK(entry.as_object().contains(key));
  for (const char* key : {"method", "url", "httpVersion", "cookies", "headers", "queryString", "postData", "headersSize", "bodySize"})
    CHECK(entry.as_object().at("request").as_object().contains(key));
  for (const char* key : {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL", "headersSize", "bodySize"})
    CHECK(entry.as_object().at("response").as_object().contains(key));
  for (const char* key : {"send", "wait", "receive"}) CHECK(entry.as_object().at("timings").as_object().contains(key));
  CHECK(entry.at_pointer("/request/queryString/1/value") == "2");
  CHECK(entry.at_pointer("/response/content/mimeType") == "text/html");
}

TEST_CASE("a HAR entry names cookies and keeps no secret") {
  const std::string text = har_json(login_request());
  CHECK_THAT(text, !Catch::Contains("canary"));
  CHECK_THAT(text, !Catch::Contains("abcdefgh"));
  const json::value entry = json::parse(text);
  CHECK(entry.at_pointer("/request/cookies/1/name") == "lang");
  CHECK(entry.at_pointer("/response/cookies/1/name") == "b");
  CHECK(entry.at_pointer("/request/postData/text") == "user=***&password=***&n=***");
}

TEST_CASE("of a form without a secret short values stay, of JSON those that are not named like one") {
  const std::string form = "application/x-www-form-urlencoded";
  CHECK(without_secret_fields("from=2025-11-12&__VIEWSTATE=" + std::string(500, 'x'), form) == "from=2025-11-12&__VIEWSTATE=***");
  CHECK(without_secret_fields(R"({"a":{"accessToken":"x","n":1},"list":[{"password":"y"}]})", "application/json") ==
        R"({"a":{"accessToken":"***","n":1},"list":[{"password":"***"}]})");
  CHECK(without_secret_fields("{broken", "application/json") == "***");
  CHECK(without_secret_fields("--x\r\npassword", "multipart/form-data") == "(13 bytes of multipart/form-data)");
}

}  // namespace
}  // namespace nightporter::engine
