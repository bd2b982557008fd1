#include "stages/http/http_client.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "stages/http/error.h"
#include "tests/backoffice/http_server.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::stages;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

HttpFailed failure_of(const HttpRequest& request, Deadline deadline = Deadline::after(20s)) {
  HttpClient client;
  try {
    client.send(request, deadline);
  } catch (const HttpFailed& failed) {
    return failed;
  }
  FAIL("the request did not fail");
  throw std::logic_error("not reached");
}

}  // namespace

TEST_CASE("an answer is given whole, whatever its status") {
  backoffice::HttpServer server;
  server.handle("POST", "/echo", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    const auto& request = exchange.request();
    co_await exchange.respond(
        backoffice::HttpResponse::text(request.headers.value("X-Word") + "/" + request.body, 418).header("X-Answer", "a"));
  });
  HttpClient client;
  for (int i = 0; i < 2; ++i) {
    const auto response =
        client.send({.method = "POST", .url = server.url("/echo?q=1"), .headers = {{"X-Word", "w"}}, .body = "b"}, Deadline::after(20s));
    CHECK(response.status == 418);
    CHECK(response.body == "w/b");
    CHECK(response.header("x-answer") == "a");
  }
}

TEST_CASE("a post of nothing has no type, and says that it has no length") {
  backoffice::HttpServer server;
  server.handle("POST", "/job", backoffice::HttpResponse::text("begun"));
  CHECK(HttpClient().send({.method = "POST", .url = server.url("/job")}, Deadline::after(20s)).body == "begun");
  const backoffice::HttpRequest request = server.wait_for_request("POST", "/job");
  CHECK_FALSE(request.headers.contains("Content-Type"));
  CHECK(request.headers.value("Content-Length") == "0");
}

TEST_CASE("a redirect is an answer, not followed") {
  backoffice::HttpServer server;
  server.handle("GET", "/", backoffice::HttpResponse::redirect("/elsewhere"));
  CHECK(HttpClient().send({.url = server.url()}, Deadline::after(20s)).status == 302);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("no answer in time, no server and a broken connection are told apart") {
  backoffice::HttpServer server;
  const backoffice::Latch never;
  server.handle("GET", "/never", [never](backoffice::HttpExchange&) -> awaitable<void> { co_await never.wait(); });
  server.handle("GET", "/drop", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    exchange.drop();
    co_return;
  });
  const HttpFailed late = failure_of({.url = server.url("/never?secret=s3cret")}, Deadline::after(100ms));
  CHECK(late.kind() == HttpFailed::Kind::kLost);
  CHECK_THAT(late.what(), Catch::EndsWith("/never: no whole answer in time"));
  CHECK(failure_of({.url = server.url("/drop")}).kind() == HttpFailed::Kind::kLost);
  CHECK(failure_of({.url = "http://127.0.0.1:1/"}).kind() == HttpFailed::Kind::kNotSent);
}

TEST_CASE("an answer past the limit is refused") {
  backoffice::HttpServer server;
  server.handle("GET", "/", backoffice::HttpResponse::text(std::string(3 << 20U, 'x')));
  const HttpFailed failed = failure_of({.url = server.url(), .most_bytes = std::size_t{2} << 20U});
  CHECK(failed.kind() == HttpFailed::Kind::kTooLarge);
  CHECK_THAT(failed.what(), Catch::Contains("larger than 2 MiB"));
}

TEST_CASE("a body goes into its file as it comes") {
  backoffice::HttpServer server;
  const test::TemporaryFolder folder;
  constexpr std::uint64_t kSize = 20U << 20U;
  server.handle("GET", "/big", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_generated(exchange, {}, kSize, backoffice::Framing::kChunked);
  });
  const auto response = HttpClient().send({.url = server.url("/big"), .body_file = folder / "body"}, Deadline::after(60s));
  CHECK((response.size_bytes == kSize && response.body.empty()));
  const std::string body = test::read_file(folder / "body");
  REQUIRE(body.size() == kSize);
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < kSize; ++i) wrong += body[i] == backoffice::generated_byte(i) ? 0U : 1U;
  CHECK(wrong == 0);

  // No more than this is held before it is written: the server has sent no more, and the write fails all the same.
  constexpr std::size_t kHeldAtMost = 64 << 10U;
  const backoffice::Latch never;
  server.handle("GET", "/stalled", [never](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_stalled(exchange, backoffice::HttpResponse::text(std::string(kSize, 'x')), kHeldAtMost, never);
  });
  CHECK_THROWS_AS(HttpClient().send({.url = server.url("/stalled"), .body_file = "/dev/full"}, Deadline::after(60s)), std::system_error);
}

TEST_CASE("a body that is cut short is told from no answer, and the limit holds for what is unpacked into a file") {
  backoffice::HttpServer server;
  const test::TemporaryFolder folder;
  server.handle("GET", "/cut", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_cut_short(exchange, backoffice::HttpResponse::text("0123456789"), 5);
  });
  server.handle("GET", "/unchunked", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_without_last_chunk(exchange, backoffice::HttpResponse::text("0123456789"));
  });
  server.handle("GET", "/packed", [](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_gzipped(exchange, backoffice::HttpResponse::text(std::string(3 << 20U, 'x')));
  });
  CHECK(failure_of({.url = server.url("/cut"), .body_file = folder / "body"}).kind() == HttpFailed::Kind::kCutShort);
  CHECK(failure_of({.url = server.url("/unchunked")}).kind() == HttpFailed::Kind::kCutShort);
  CHECK(failure_of({.url = server.url("/packed"), .most_bytes = std::uint64_t{2} << 20U, .body_file = folder / "body"}).kind() ==
        HttpFailed::Kind::kTooLarge);
}

TEST_CASE("a redirect names an absolute address") {
  backoffice::HttpServer server;
  server.handle("GET", "/a/b", backoffice::HttpResponse::redirect("../c?d=1"));
  CHECK(HttpClient().send({.url = server.url("/a/b")}, Deadline::after(20s)).redirect_to == server.url("/c?d=1"));
}

TEST_CASE("nothing is sent in clear to another machine, and no message shows a secret") {
  const HttpFailed failed = failure_of({.url = "http://sheets.example.com/bot12345:token/send", .secrets = {model::Secret("12345:token")}});
  CHECK(failed.kind() == HttpFailed::Kind::kUsage);
  CHECK_THAT(failed.what(), Catch::Contains("/bot…/send") && !Catch::Contains("12345"));
  CHECK(failure_of({.url = "file:///etc/passwd"}).kind() == HttpFailed::Kind::kUsage);
}

TEST_CASE("cancelling ends a request that waits for its answer") {
  backoffice::HttpServer server;
  const backoffice::Latch never;
  server.handle("GET", "/never", [never](backoffice::HttpExchange&) -> awaitable<void> { co_await never.wait(); });
  asio::io_context context;
  asio::cancellation_signal cancel;
  HttpClient client;
  std::exception_ptr failure;
  asio::co_spawn(context, client.send_on_worker({.url = server.url("/never")}, Deadline::after(60s)),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr error, const HttpResponse&) { failure = error; }));
  const auto asked = [&]() -> awaitable<void> {
    co_await on_worker([&] { server.wait_for_request("GET", "/never"); });
    cancel.emit(asio::cancellation_type::terminal);
  };
  asio::co_spawn(context, asked, [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  context.run();
  REQUIRE(failure);
  CHECK_THROWS_AS(std::rethrow_exception(failure), boost::system::system_error);
}

TEST_CASE("what is encoded for an address comes back from it") {
  CHECK(url_encoded("'Café 1'!A2:B3") == "%27Caf%C3%A9%201%27%21A2%3AB3");
  CHECK(backoffice::percent_decode(url_encoded("'Café 1'!A2:B3"), true) == "'Café 1'!A2:B3");
}
