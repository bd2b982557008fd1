#include "tests/kill/kill_moment.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace nightporter::test {

namespace {

constexpr int kExports = 6;  // two stores, three reports

/// In parts of a hundred: where a run spends its time, and where it can break a promise.
struct Chance {
  KillMoment::Sign sign;
  const char* call;
  int weight;
};
constexpr std::array<Chance, 6> kChances{{
    {KillMoment::Sign::kStart, "", 8},
    {KillMoment::Sign::kExportAsked, "", 7},
    {KillMoment::Sign::kCall, "rename", 20},
    {KillMoment::Sign::kCall, "sync", 45},  // one or two a transaction: between any two of them is a state that was meant to be
    {KillMoment::Sign::kCall, "write", 15},
    {KillMoment::Sign::kCall, "remove", 5},
}};

}  // namespace

int RunShape::calls_of(const std::string& kind) const {
  for (const auto& [name, count] : calls)
    if (name == kind) return count;
  return 0;
}

std::string KillMoment::describe() const {
  switch (sign) {
    case Sign::kStart:
      return fmt::format("{} us after its start", delay.count());
    case Sign::kExportAsked:
      return fmt::format("{} us after export {} was asked for", delay.count(), nth);
    case Sign::kCall:
      break;
  }
  return fmt::format("before {} {}", call, nth);
}

std::string KillMoment::kind() const {
  return sign == Sign::kStart ? "start" : sign == Sign::kExportAsked ? "export" : call;
}

KillMoment draw_moment(std::mt19937& random, const RunShape& shape, unsigned killed_before) {
  const auto part = [&] {
    return std::pow(std::uniform_real_distribution<double>(0, 1)(random), 1.0 + static_cast<double>(killed_before) / 2);
  };
  const auto time = [&](std::chrono::microseconds most) {
    return std::chrono::microseconds(static_cast<std::int64_t>(part() * static_cast<double>(most.count())));
  };
  const auto up_to = [&](int most) { return std::clamp(1 + static_cast<int>(part() * most), 1, std::max(most, 1)); };
  int drawn = std::uniform_int_distribution<int>(0, 99)(random);
  for (const Chance& chance : kChances) {
    drawn -= chance.weight;
    if (drawn >= 0) continue;
    switch (chance.sign) {
      case KillMoment::Sign::kStart:
        return {.sign = chance.sign, .delay = time(shape.duration)};
      case KillMoment::Sign::kExportAsked:
        return {.sign = chance.sign, .nth = up_to(kExports), .delay = time(shape.duration / kExports)};
      case KillMoment::Sign::kCall:
        return {.sign = chance.sign, .nth = up_to(shape.calls_of(chance.call)), .call = chance.call};
    }
  }
  return {};
}

}  // namespace nightporter::test
