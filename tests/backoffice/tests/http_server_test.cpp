#include "tests/backoffice/http_server.h"

#include <catch2/catch.hpp>
#include <future>
#include <stdexcept>

#include "tests/backoffice/http_route.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/support/http_client.h"

using namespace std::chrono_literals;

namespace nightporter::backoffice {
namespace {

using test::HttpClient;
using test::HttpReply;

const HttpResponse kExport = HttpResponse::attachment("text/csv", "orders.csv", std::string(20'000, 'x') + "end\n");

/// One server whose /export gives `answer`.
struct OneExport {
  explicit OneExport(std::function<awaitable<void>(HttpExchange&)> answer) { server.handle("GET", "/export", std::move(answer)); }
  HttpReply get() { return HttpClient().get(server.url("/export")); }
  HttpServer server;
};

TEST_CASE("a path pattern matches whole paths and captures named segments") {
  CHECK(match_path("/login", "/login"));
  CHECK_FALSE(match_path("/login", "/login/"));
  CHECK_FALSE(match_path("/login", "/loginx"));
  CHECK(match_path("/", "/"));
  CHECK(match_path("/static/*", "/static/a/b.css"));
  CHECK_FALSE(match_path("/static/*", "/statics"));
  const auto captured = match_path("/{code}/App/{page}", "/a668/App/OrderReport.aspx");
  REQUIRE(captured);
  CHECK(captured->value("code") == "a668");
  CHECK(captured->value("page") == "OrderReport.aspx");
  CHECK_FALSE(match_path("/{code}", "/"));
}

TEST_CASE("a handler sees the decoded query, cookies, form and host of a request") {
  HttpServer server;
  HttpRequest seen;
  server.handle("POST", "/orders/{store}", [&seen](HttpExchange& exchange) -> awaitable<void> {
    seen = exchange.request();
    co_await exchange.respond(HttpResponse::text("ok").set_cookie("session", "42"));
  });
  HttpClient client;
  const HttpReply reply = client.post_form(server.url("/orders/north?day=2025-11-12&name=a%26b+c"),
                                           {{"customer", "Zoë & Söhne"}, {"empty", ""}}, {{"Cookie", "one=1; two=2"}});
  CHECK(reply.status == 200);
  CHECK(client.cookie("session") == "42");
  CHECK(seen.path == "/orders/north");
  CHECK(seen.captured.value("store") == "north");
  CHECK(seen.query.value("day") == "2025-11-12");
  CHECK(seen.query.value("name") == "a&b c");
  CHECK(seen.cookies.value("two") == "2");
  CHECK(seen.form.value("customer") == "Zoë & Söhne");
  CHECK(seen.form.contains("empty"));
  CHECK(seen.host == "127.0.0.1:" + std::to_string(server.port()));
}

TEST_CASE("a later route replaces an earlier one, and an unknown path is 404") {
  HttpServer server;
  server.handle("GET", "/page", HttpResponse::html("first"));
  server.handle("GET", "/page", HttpResponse::html("second"));
  HttpClient client;
  CHECK(client.get(server.url("/page")).body == "second");
  CHECK(client.get(server.url("/elsewhere")).status == 404);
  CHECK(client.get(server.localhost_url("/page")).body == "second");
}

TEST_CASE("a second port is another origin of the same server, and may have routes of its own") {
  HttpServer server;
  const std::uint16_t second = server.add_port();
  server.handle("GET", "/page", HttpResponse::html("both"));
  server.handle_at(second, "GET", "/report", [](HttpExchange& exchange) { return exchange.respond(HttpResponse::html("only here")); });
  const std::string second_origin = "http://127.0.0.1:" + std::to_string(second);
  HttpClient client;
  CHECK(client.get(second_origin + "/page").body == "both");
  CHECK(client.get(second_origin + "/report").body == "only here");
  CHECK(client.get(server.url("/report")).status == 404);
}

TEST_CASE("a handler that fails answers 500 and its error can be read") {
  HttpServer server;
  server.handle("GET", "/page", [](HttpExchange&) -> awaitable<void> {
    throw std::runtime_error("the printer is on fire");
    co_return;
  });
  CHECK(HttpClient().get(server.url("/page")).status == 500);
  REQUIRE(server.handler_errors().size() == 1);
  CHECK(server.handler_errors()[0] == "GET /page: the printer is on fire");
}

TEST_CASE("chunks arrive as one body") {
  OneExport site([](HttpExchange& exchange) -> awaitable<void> {
    co_await exchange.begin_chunks(HttpResponse::text("one "));
    co_await exchange.send_chunk("two ");
    co_await exchange.pause_for(1ms);
    co_await exchange.send_chunk("three");
    co_await exchange.end_chunks();
  });
  const HttpReply reply = site.get();
  CHECK(reply.body == "one two three");
  CHECK_FALSE(reply.failure);
}

TEST_CASE("an export that is cut short is seen as not whole") {
  OneExport site([](HttpExchange& exchange) { return answer_cut_short(exchange, kExport, 5000); });
  const HttpReply reply = site.get();
  CHECK(reply.failure);
  CHECK(reply.body.size() == 5000);
}

TEST_CASE("chunks without the last one are seen as not whole") {
  OneExport site([](HttpExchange& exchange) { return answer_without_last_chunk(exchange, kExport); });
  const HttpReply reply = site.get();
  CHECK(reply.failure);
  CHECK(reply.body == kExport.body);
}

TEST_CASE("an HTTP/1.0 answer without a length ends with the connection") {
  OneExport site([](HttpExchange& exchange) { return answer_until_close(exchange, kExport); });
  const HttpReply reply = site.get();
  CHECK_FALSE(reply.failure);
  CHECK_FALSE(reply.headers.contains("Content-Length"));
  CHECK(reply.body == kExport.body);
}

TEST_CASE("a packed answer has the length of its packed body") {
  OneExport site([](HttpExchange& exchange) { return answer_gzipped(exchange, kExport); });
  const HttpReply reply = site.get();  // not unpacked: the client does not ask for gzip
  CHECK(reply.headers.value("Content-Encoding") == "gzip");
  CHECK(reply.body == gzip(kExport.body));
  CHECK(reply.headers.value("Content-Length") == std::to_string(reply.body.size()));
  CHECK(reply.body.starts_with("\x1f\x8b"));
}

TEST_CASE("a stalled answer goes on when the test releases it") {
  Latch latch;
  OneExport site([&latch](HttpExchange& exchange) { return answer_stalled(exchange, kExport, 100, latch); });
  std::future<HttpReply> reply = std::async(std::launch::async, [&] { return site.get(); });
  site.server.wait_for_request("GET", "/export");
  CHECK(reply.wait_for(20ms) == std::future_status::timeout);
  latch.release();
  CHECK(reply.get().body == kExport.body);
}

TEST_CASE("a server goes away while a handler waits and a client reads") {
  Latch latch;
  auto site = std::make_unique<OneExport>([&latch](HttpExchange& exchange) { return answer_stalled(exchange, kExport, 100, latch); });
  std::future<HttpReply> reply = std::async(std::launch::async, [url = site->server.url("/export")] { return HttpClient().get(url); });
  site->server.wait_for_request("GET", "/export");
  site.reset();
  CHECK(reply.get().failure);
  latch.release();
}

TEST_CASE("a generated body has the promised size and bytes in both framings") {
  const auto framing = GENERATE(Framing::kContentLength, Framing::kChunked);
  OneExport site([framing](HttpExchange& exchange) { return answer_generated(exchange, HttpResponse::text(""), 200'001, framing); });
  const HttpReply reply = site.get();
  CHECK_FALSE(reply.failure);
  REQUIRE(reply.body.size() == 200'001);
  CHECK(reply.body[200'000] == generated_byte(200'000));
  CHECK(reply.body[63] == '\n');
}

TEST_CASE("an answer without a body leaves the connection usable") {
  HttpServer server;
  server.handle("GET", "/empty", HttpResponse::attachment("text/csv", "empty.csv", ""));
  server.handle("GET", "/nothing", HttpResponse{204, {}, ""});
  server.handle("GET", "/moved", HttpResponse::redirect("/empty"));
  HttpClient client;
  CHECK(client.get(server.url("/nothing")).status == 204);
  const HttpReply reply = client.get(server.url("/moved"));
  CHECK(reply.status == 200);
  CHECK(reply.url == server.url("/empty"));
  CHECK(reply.headers.value("Content-Length") == "0");
}

TEST_CASE("the request log counts, waits and forgets") {
  HttpServer server;
  server.handle("GET", "/page", HttpResponse::html("page"));
  HttpClient client;
  client.get(server.url("/page?n=1"));
  client.get(server.url("/page?n=2"));
  CHECK(server.count_requests("GET", "/page") == 2);
  CHECK(server.wait_for_request("GET", "/page", 2).query.value("n") == "2");
  CHECK_THROWS_WITH(server.wait_for_request("POST", "/page", 1, 5ms), "POST /page: request 1 has not come in 5 ms (0 so far)");
  server.forget_requests();
  CHECK(server.requests().empty());
}

TEST_CASE("a large post arrives whole") {
  HttpServer server;
  std::size_t size = 0;
  server.handle("POST", "/upload", [&size](HttpExchange& exchange) {
    size = exchange.request().body.size();
    return exchange.respond(HttpResponse::text("ok"));
  });
  const std::string body(3'000'000, 'b');
  CHECK(HttpClient().post(server.url("/upload"), body, "application/octet-stream").status == 200);
  CHECK(size == body.size());
  CHECK(server.requests().at(0).body.size() == 64 * 1024);
}

}  // namespace
}  // namespace nightporter::backoffice
