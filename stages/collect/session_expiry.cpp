#include "stages/collect/session_expiry.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>
#include <string_view>

namespace nightporter::stages {

namespace {

bool looks_like_login(const engine::Cookie& cookie) {
  if (cookie.http_only) return true;
  std::string name = cookie.name;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 6> kMarks{"sess", "auth", "token", "sid", "login", "jwt"};
  return std::any_of(kMarks.begin(), kMarks.end(), [&name](std::string_view mark) { return name.find(mark) != std::string::npos; });
}

}  // namespace

std::optional<storage::TimePoint> session_expiry(const engine::StorageState& state) {
  std::optional<double> earliest;
  for (const engine::Cookie& cookie : state.cookies)
    if (cookie.expires > 0 && looks_like_login(cookie)) earliest = std::min(earliest.value_or(cookie.expires), cookie.expires);
  // Past the year 9999 is "never", and would not fit the clock.
  if (!earliest || *earliest > 253'402'300'799.0) return std::nullopt;
  return storage::TimePoint(std::chrono::milliseconds(std::llround(*earliest * 1000)));
}

}  // namespace nightporter::stages
