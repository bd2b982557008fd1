#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/async/awaitable.h"
#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// The answering side of one request: what a handler reads and answers with. Lives on the server's thread for the length of the
/// handler. Exactly one answer is given, by one of the functions; after an answer that breaks the rules of HTTP the connection is
/// closed. Each function throws boost::system::system_error when the client has gone; a handler lets that pass.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  virtual const HttpRequest& request() const = 0;

  /// Sends a whole answer; the connection is kept alive when the client wants that.
  virtual awaitable<void> respond(HttpResponse response) = 0;

  /// A body in chunks (Transfer-Encoding: chunked): `head.body`, when it is not empty, is the first chunk.
  virtual awaitable<void> begin_chunks(HttpResponse head) = 0;
  virtual awaitable<void> send_chunk(std::string bytes) = 0;
  virtual awaitable<void> end_chunks() = 0;

  /// Sends bytes as they are, status line and all; may be called several times, and after begin_chunks. The connection is closed
  /// after the handler.
  virtual awaitable<void> send_raw(std::string bytes) = 0;
  /// Closes the connection at once, with a reset when something was left unread.
  virtual void drop() = 0;

  /// Waits on the server's clock: slow answers. To wait for the test itself, use a Latch.
  virtual awaitable<void> pause_for(std::chrono::milliseconds duration) = 0;
};

using HttpHandler = std::function<awaitable<void>(HttpExchange&)>;

/// An HTTP/1.1 server on 127.0.0.1 for tests and the demo. The constructor starts it on a thread of its own; the destructor drops
/// all connections, forgets handlers that still wait, and joins the thread. Handlers run on that thread, one at a time between
/// their waits; what they capture must outlive the server or be touched through run_on_thread. The other functions may be called
/// from any thread.
class HttpServer {
 public:
  /// Listens on `port`, 0 for one that is free. Throws boost::system::system_error when it cannot.
  explicit HttpServer(std::uint16_t port = 0);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// `method` is "GET", "POST" … or "*". `pattern` is a path such as "/login", "/stores/{code}/orders" (a {name} segment matches
  /// one segment, read with request().captured), or "/static/*" (everything below). A later route goes before an earlier one, so a
  /// test can replace one page of a site. HEAD is answered by GET's handler. What no route matches gets 404.
  void handle(std::string method, std::string pattern, HttpHandler handler);
  /// The same for an answer that is always the same.
  void handle(std::string method, std::string pattern, HttpResponse response);
  /// The same for requests to one port of several.
  void handle_at(std::uint16_t port, std::string method, std::string pattern, HttpHandler handler);
  /// Replaces the 404.
  void handle_others(HttpHandler handler);

  /// Listens on one more port: another origin with the same routes, handlers and thread. Cookies are shared between the ports of a
  /// host, as real sites share them under one parent domain. Returns the port; `port` 0 takes a free one.
  std::uint16_t add_port(std::uint16_t port = 0);

  std::uint16_t port() const;
  /// "http://127.0.0.1:40123/export" for "/export".
  std::string url(std::string_view path = "/") const;
  /// The same server under another origin: "http://localhost:40123/export".
  std::string localhost_url(std::string_view path = "/") const;

  /// Every request so far, in the order of arrival, those included whose answer is still under way. Bodies are cut at 64 KiB.
  std::vector<HttpRequest> requests() const;
  std::size_t count_requests(std::string_view method, std::string_view pattern) const;
  /// Blocks until the `nth` matching request has arrived since the start (or forget_requests) and returns it; throws
  /// std::runtime_error when it has not come in `patience`. In a coroutine call it through on_worker.
  HttpRequest wait_for_request(std::string_view method, std::string_view pattern, std::size_t nth = 1,
                               std::chrono::milliseconds patience = std::chrono::seconds(20)) const;
  void forget_requests();
  /// What handlers threw, other than for a client that went away. Each was answered with 500.
  std::vector<std::string> handler_errors() const;

  /// Runs `work` on the server's thread, between two steps of handlers, and returns when it is done. How a test changes the state
  /// that handlers use. Exceptions pass through.
  void run_on_thread(std::function<void()> work) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Lets handlers wait until the test says so: `co_await latch.wait()` in the handler, `latch.release()` in the test. Both the test
/// and the handlers may hold copies. Once released it stays so.
class Latch {
 public:
  Latch();
  awaitable<void> wait() const;
  void release() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::backoffice
