#include "stages/google/access_token.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include "stages/google/error.h"
#include "stages/http/error.h"
#include "tests/backoffice/google/google_services.h"
#include "tests/support/run_async.h"

using namespace nightporter;
using namespace nightporter::stages;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

constexpr const char* kScope = "https://www.googleapis.com/auth/spreadsheets";

struct TokenRig {
  explicit TokenRig(std::string scope = kScope)
      : token(parse_service_account(model::Secret(google.key_file()), "google.json"), std::move(scope), http, [this] { return now; }) {}

  std::string get() {
    return test::run_async<std::string>([this]() -> awaitable<std::string> {
      const model::Secret secret = co_await token.get(Deadline::after(20s));
      co_return secret.reveal();
    });
  }

  backoffice::GoogleServices google;
  HttpClient http;
  std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  AccessToken token;
};

HttpResponse refusal(const std::string& description) {
  return {.status = 400,
          .headers = {{"Date", "Thu, 13 Nov 2025 02:13:20 GMT"}},  // 1763000000
          .body = R"({"error":"invalid_grant","error_description":")" + description + "\"}"};
}

}  // namespace

TEST_CASE("an access token is fetched once and kept until five minutes before its end") {
  TokenRig rig;
  const std::string first = rig.get();
  CHECK(rig.get() == first);
  rig.now += 3599s - 5min - 1s;
  CHECK(rig.get() == first);
  rig.now += 1s;
  rig.google.set_clock_ahead(3600);
  CHECK(rig.get() != first);
  CHECK(rig.google.tokens_granted() == 2);
}

TEST_CASE("coroutines that ask at the same time share one request for a token") {
  TokenRig rig;
  test::run_async([&]() -> awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, rig.token.get(Deadline::after(20s)), asio::deferred),
                                                     asio::co_spawn(executor, rig.token.get(Deadline::after(20s)), asio::deferred))
        .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
  });
  CHECK(rig.google.tokens_granted() == 1);
}

TEST_CASE("a forgotten token is fetched anew") {
  TokenRig rig;
  const std::string first = rig.get();
  rig.token.forget();
  CHECK(rig.get() != first);
}

TEST_CASE("an unknown scope gets an answer without an access token, which is a refusal") {
  TokenRig rig("https://www.googleapis.com/auth/spreadsheet");
  CHECK_THROWS_WITH(rig.get(), Catch::Contains("has no access token"));
}

TEST_CASE("a clock that is off is told apart from a bad key") {
  TokenRig rig;
  rig.now -= 3h;
  try {
    rig.get();
    FAIL("an assertion of three hours ago was taken");
  } catch (const GoogleRefused& error) {
    CHECK_THAT(error.what(), Catch::Contains("Token must be a short-lived token"));
    CHECK_THAT(error.hint(), Catch::Contains("behind Google's: set it right"));
  }
}

TEST_CASE("each refusal of the token endpoint says what to do next") {
  const std::chrono::sys_seconds now{1'763'000'000s};
  const auto hint_of = [&](const std::string& description, std::chrono::sys_seconds at) -> std::string {
    try {
      read_token_answer(refusal(description), "porter@p", at);
    } catch (const GoogleRefused& error) {
      CHECK(error.refusal().reason == "invalid_grant");
      return error.hint();
    }
    return "(no refusal)";
  };
  CHECK_THAT(hint_of("Invalid JWT Signature.", now), Catch::Contains("was revoked"));
  CHECK_THAT(hint_of("Invalid grant: account not found", now), Catch::Contains("does not exist any more"));
  CHECK_THAT(hint_of("Invalid JWT Signature.", now + 200s), Catch::Contains("200 s ahead of Google's"));
}
