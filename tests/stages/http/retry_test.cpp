#include "stages/http/retry.h"

#include <catch2/catch.hpp>

#include "stages/http/quota_bucket.h"

using namespace nightporter::stages;
using namespace std::chrono_literals;

TEST_CASE("what may pass is tried again, what a person must mend is not") {
  for (const int status : {0, 408, 429, 500, 502, 503, 504}) CHECK(wait_before_retry({.status = status}, 0.5));
  for (const int status : {200, 400, 401, 403, 404, 413}) CHECK_FALSE(wait_before_retry({.status = status}, 0.5));
}

TEST_CASE("waits grow, with chance in all of their length, up to a limit and a number of attempts") {
  CHECK(wait_before_retry({.number = 1, .status = 503}, 1.0) == 1s);
  CHECK(wait_before_retry({.number = 3, .status = 503}, 1.0) == 4s);
  CHECK(wait_before_retry({.number = 3, .status = 503}, 0.25) == 1s);
  CHECK(wait_before_retry({.number = 40, .status = 503}, 1.0, 100) == 64s);
  CHECK_FALSE(wait_before_retry({.number = 6, .status = 503}, 1.0));
}

TEST_CASE("a spent minute is waited out once, and the server's own wish is the least") {
  CHECK(wait_before_retry({.number = 1, .status = 429, .minute_quota_spent = true}, 0.0) == 61s);
  CHECK(wait_before_retry({.number = 2, .status = 429, .minute_quota_spent = true}, 0.5) == 1s);
  CHECK(wait_before_retry({.number = 1, .status = 503, .retry_after = 30s}, 0.5) == 30s);
  CHECK_FALSE(wait_before_retry({.number = 1, .status = 503, .retry_after = 3600s}, 0.5));
}

TEST_CASE("Retry-After is seconds, or a date after the answer's own") {
  const auto asked = [](const char* text) {
    return retry_after({.status = 503, .headers = {{"date", "Thu, 13 Nov 2025 02:13:20 GMT"}, {"retry-after", text}}});
  };
  CHECK(asked("120") == 120s);
  CHECK(asked("Thu, 13 Nov 2025 02:14:00 GMT") == 40s);
  CHECK(asked("soon") == std::nullopt);
  CHECK(retry_after({.status = 503}) == std::nullopt);
}

TEST_CASE("the quota bucket lets a burst through and then one request at a time") {
  QuotaBucket bucket(60, 3);
  const QuotaBucket::Clock::time_point start{};
  for (int i = 0; i < 3; ++i) CHECK(bucket.take(start) == 0s);
  CHECK(bucket.take(start) == 1s);
  CHECK(bucket.take(start) == 2s);
  CHECK(bucket.take(start + 2s) == 1s);
  CHECK(bucket.take(start + 100s) == 0s);
}
