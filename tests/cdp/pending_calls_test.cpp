#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "cdp/pending_calls.h"

namespace nightporter::cdp {
namespace {

std::string text_of(const CallOutcome& outcome) {
  if (const auto* const json = std::get_if<std::string>(&outcome)) return *json;
  if (const auto* const refusal = std::get_if<Refusal>(&outcome)) return "refused: " + refusal->message;
  try {
    std::rethrow_exception(std::get<std::exception_ptr>(outcome));
  } catch (const std::exception& error) {
    return std::string("failed: ") + error.what();
  }
}

struct Waiters {
  std::vector<std::string> outcomes;
  PendingCalls::Receiver named(std::string name) {
    return [this, name](const CallOutcome& outcome) { outcomes.push_back(name + "=" + text_of(outcome)); };
  }
};

const std::exception_ptr kGone = std::make_exception_ptr(std::runtime_error("gone"));

TEST_CASE("replies reach their commands in whatever order they come") {
  PendingCalls calls;
  Waiters waiters;
  const auto first = calls.add(SessionId(), waiters.named("first"));
  const auto second = calls.add(SessionId("S"), waiters.named("second"));
  CHECK(first != second);
  CHECK(calls.complete(second, std::string("2")));
  CHECK(calls.complete(first, Refusal{-1, "no"}));
  CHECK(waiters.outcomes == std::vector<std::string>{"second=2", "first=refused: no"});
  CHECK(calls.size() == 0);
}

TEST_CASE("a reply to nobody, to a forgotten command or for a second time is ignored") {
  PendingCalls calls;
  Waiters waiters;
  const auto id = calls.add(SessionId(), waiters.named("a"));
  CHECK_FALSE(calls.complete(id + 1, std::string("x")));
  calls.forget(id);
  CHECK_FALSE(calls.complete(id, std::string("x")));
  const auto again = calls.add(SessionId(), waiters.named("b"));
  CHECK(again != id);
  CHECK(calls.complete(again, std::string("x")));
  CHECK_FALSE(calls.complete(again, std::string("y")));
  CHECK(waiters.outcomes == std::vector<std::string>{"b=x"});
}

TEST_CASE("the end of a session fails its commands and no others") {
  PendingCalls calls;
  Waiters waiters;
  calls.add(SessionId("A"), waiters.named("a1"));
  calls.add(SessionId("B"), waiters.named("b"));
  calls.add(SessionId("A"), waiters.named("a2"));
  calls.fail_session(SessionId("A"), kGone);
  CHECK_THAT(waiters.outcomes, Catch::Matchers::UnorderedEquals(std::vector<std::string>{"a1=failed: gone", "a2=failed: gone"}));
  CHECK(calls.size() == 1);
}

TEST_CASE("the end of everything fails what is added meanwhile too, and may be met by forgetting") {
  PendingCalls calls;
  Waiters waiters;
  std::int64_t other = 0;
  calls.add(SessionId(), [&](const CallOutcome&) {
    calls.forget(other);
    calls.add(SessionId(), waiters.named("late"));
    waiters.outcomes.push_back("first");
  });
  calls.fail_all(kGone);
  CHECK(waiters.outcomes == std::vector<std::string>{"first", "late=failed: gone"});
  CHECK(calls.size() == 0);
}

}  // namespace
}  // namespace nightporter::cdp
