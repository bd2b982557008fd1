#include "stages/collect/session_expiry.h"

#include <catch2/catch.hpp>

namespace nightporter::stages {
namespace {

engine::Cookie cookie(std::string name, double expires, bool http_only) {
  engine::Cookie cookie;
  cookie.name = std::move(name);
  cookie.expires = expires;
  cookie.http_only = http_only;
  return cookie;
}

std::optional<storage::TimePoint> expiry(std::vector<engine::Cookie> cookies) {
  engine::StorageState state;
  state.cookies = std::move(cookies);
  return session_expiry(state);
}

TEST_CASE("a session lasts as long as the login cookie that ends first") {
  const auto end = expiry(
      {cookie(".ASPXAUTH", 1'900'000'000, true), cookie("refresh_token", 1'800'000'000, false), cookie("_ga", 1'700'000'000, false)});
  REQUIRE(end);
  CHECK(storage::to_iso(*end) == "2027-01-15T08:00:00.000Z");
}

TEST_CASE("cookies without an end, and those that measure visits, forecast nothing") {
  CHECK_FALSE(expiry({cookie("SESSIONID", -1, true)}));
  CHECK_FALSE(expiry({cookie("_ga", 1'700'000'000, false)}));
  CHECK_FALSE(expiry({cookie("session", 9e15, true)}));
}

}  // namespace
}  // namespace nightporter::stages
