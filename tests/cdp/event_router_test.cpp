#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "cdp/event_router.h"

namespace nightporter::cdp {
namespace {

TEST_CASE("an event reaches the handlers of its method, in the order of their subscriptions") {
  EventRouter router;
  std::vector<std::string> seen;
  const Subscription first = router.subscribe("A", [&](std::string_view params) { seen.push_back("first " + std::string(params)); });
  const Subscription second = router.subscribe("A", [&](std::string_view) { seen.push_back("second"); });
  const Subscription other = router.subscribe("B", [&](std::string_view) { seen.push_back("other"); });
  router.deliver("A", "1");
  router.deliver("C", "2");
  CHECK(seen == std::vector<std::string>{"first 1", "second"});
}

TEST_CASE("the end of a subscription frees what its handler captured") {
  EventRouter router;
  auto captured = std::make_shared<int>(1);
  const std::weak_ptr<int> watch = captured;
  Subscription subscription = router.subscribe("A", [captured = std::move(captured)](std::string_view) {});
  CHECK_FALSE(watch.expired());
  subscription.reset();
  CHECK(watch.expired());
  CHECK_FALSE(subscription);
  router.deliver("A", "");
}

TEST_CASE("a handler may end its own subscription while it runs") {
  EventRouter router;
  Subscription subscription;
  auto captured = std::make_shared<std::string>("still here");
  std::string seen;
  int calls = 0;
  subscription = router.subscribe("A", [&, captured = std::move(captured)](std::string_view) {
    ++calls;
    subscription.reset();
    seen = *captured;
  });
  router.deliver("A", "");
  router.deliver("A", "");
  CHECK(seen == "still here");
  CHECK(calls == 1);
}

TEST_CASE("a handler that another one removes during a delivery is not called any more") {
  EventRouter router;
  Subscription second;
  int calls = 0;
  const Subscription first = router.subscribe("A", [&](std::string_view) { second.reset(); });
  second = router.subscribe("A", [&](std::string_view) { ++calls; });
  router.deliver("A", "");
  CHECK(calls == 0);
}

TEST_CASE("a handler that is added during a delivery sees the next event first") {
  EventRouter router;
  std::vector<Subscription> added;
  std::vector<std::string> seen;
  const Subscription first = router.subscribe("A", [&](std::string_view) {
    if (added.empty()) added.push_back(router.subscribe("A", [&](std::string_view params) { seen.emplace_back(params); }));
  });
  router.deliver("A", "1");
  CHECK(seen.empty());
  router.deliver("A", "2");
  CHECK(seen == std::vector<std::string>{"2"});
}

TEST_CASE("a handler may destroy the router") {
  auto router = std::make_unique<EventRouter>();
  int calls = 0;
  const Subscription first = router->subscribe("A", [&](std::string_view) { router.reset(); });
  const Subscription second = router->subscribe("A", [&](std::string_view) { ++calls; });
  router->deliver("A", "");
  CHECK(calls == 1);
}

TEST_CASE("what a handler throws passes through") {
  EventRouter router;
  const Subscription subscription = router.subscribe("A", [](std::string_view) { throw std::runtime_error("broken tracker"); });
  CHECK_THROWS_WITH(router.deliver("A", ""), "broken tracker");
}

}  // namespace
}  // namespace nightporter::cdp
