#include "stages/http/retry.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace nightporter::stages {

using namespace std::chrono_literals;

namespace {

constexpr std::array kWorthAnother{0, 408, 429, 500, 502, 503, 504};
constexpr auto kQuotaMinute = 61s;
constexpr auto kLongestWait = 64s;
constexpr auto kMostPatience = 10min;  // a server that asks for more is not waited for in this run

}  // namespace

std::optional<std::chrono::milliseconds> wait_before_retry(const FailedAttempt& attempt, double jitter, int most_attempts) {
  if (attempt.number >= most_attempts) return std::nullopt;
  if (std::find(kWorthAnother.begin(), kWorthAnother.end(), attempt.status) == kWorthAnother.end()) return std::nullopt;
  if (attempt.retry_after && *attempt.retry_after > kMostPatience) return std::nullopt;
  const auto ceiling = std::min<std::chrono::milliseconds>(kLongestWait, 1s * (1 << std::min(attempt.number - 1, 16)));
  const auto part =
      std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * std::clamp(jitter, 0.0, 1.0)));
  std::chrono::milliseconds wait = part;
  if (attempt.minute_quota_spent && attempt.number == 1) wait = kQuotaMinute + part;
  if (attempt.retry_after) wait = std::max<std::chrono::milliseconds>(wait, *attempt.retry_after);
  return wait;
}

std::optional<std::chrono::seconds> retry_after(const HttpResponse& response) {
  const auto text = response.header("Retry-After");
  if (!text) return std::nullopt;
  long long number = 0;
  const auto [stopped, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error == std::errc() && stopped == text->data() + text->size() && number >= 0) return std::chrono::seconds(number);
  const auto date = response.header("Date");
  const std::time_t until = curl_getdate(text->c_str(), nullptr);
  const std::time_t now = date ? curl_getdate(date->c_str(), nullptr) : -1;
  if (until < 0 || now < 0) return std::nullopt;
  return std::chrono::seconds(std::max<std::time_t>(0, until - now));
}

}  // namespace nightporter::stages
