#include "tests/backoffice/http_server.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <condition_variable>
#include <exception>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/backoffice/http_route.h"
#include "tests/backoffice/socket_exchange.h"

namespace nightporter::backoffice {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr std::size_t kLoggedBodyLimit = 64 * 1024;

struct Route {
  std::uint16_t port;  // 0: any
  std::string method;
  std::string pattern;
  HttpHandler handler;
};

HttpRequest read_out(const http::request<http::string_body>& message) {
  HttpRequest request;
  request.method = std::string(message.method_string());
  request.target = std::string(message.target());
  const std::size_t question_mark = std::min(request.target.find('?'), request.target.size());
  request.path = percent_decode(std::string_view(request.target).substr(0, question_mark), false);
  if (question_mark < request.target.size()) request.query = parse_urlencoded(std::string_view(request.target).substr(question_mark + 1));
  for (const auto& field : message) request.headers.add(std::string(field.name_string()), std::string(field.value()));
  request.host = request.headers.value("Host");
  request.cookies = parse_cookies(request.headers.value("Cookie"));
  request.body = message.body();
  if (request.headers.value("Content-Type").starts_with("application/x-www-form-urlencoded")) request.form = parse_urlencoded(request.body);
  return request;
}

HttpHandler always(HttpResponse response) {
  return [response = std::move(response)](HttpExchange& exchange) { return exchange.respond(response); };
}

std::size_t is_match(const HttpRequest& request, std::string_view method, std::string_view pattern) {
  return matches_method(method, request.method) && match_path(pattern, request.path) ? 1 : 0;
}

}  // namespace

struct HttpServer::Impl {
  explicit Impl(std::uint16_t port) : first_port(listen(port)) {
    thread = std::thread([this] { context.run(); });
  }

  ~Impl() {
    context.stop();
    thread.join();
  }

  std::uint16_t listen(std::uint16_t port) {
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
    const std::uint16_t listening = acceptor.local_endpoint().port();
    asio::co_spawn(context, accept(std::move(acceptor)), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);  // ends the thread, and so the test: without accept() nothing works
    });
    return listening;
  }

  awaitable<void> accept(tcp::acceptor acceptor) {
    while (true) {
      tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
      asio::co_spawn(context, serve(std::move(socket)), [this](std::exception_ptr error) {
        try {
          if (error) std::rethrow_exception(error);
        } catch (const boost::system::system_error&) {
          // The client went away: its right.
        } catch (const std::exception& failure) {
          note_error(failure.what());
        }
      });
    }
  }

  awaitable<void> serve(tcp::socket socket) {
    socket.set_option(tcp::no_delay(true));
    const std::uint16_t port = socket.local_endpoint().port();
    boost::beast::flat_buffer buffer;
    for (bool reusable = true; reusable;) {
      http::request_parser<http::string_body> parser;
      parser.body_limit(boost::none);
      co_await http::async_read_header(socket, buffer, parser, asio::use_awaitable);
      if (parser.get()[http::field::expect] == "100-continue") {
        const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(go_on), asio::use_awaitable);
      }
      co_await http::async_read(socket, buffer, parser, asio::use_awaitable);
      HttpRequest request = read_out(parser.get());
      request.port = port;
      const HttpHandler handler = route(request);
      log(request);
      SocketExchange exchange(socket, std::move(request), parser.get().keep_alive());
      co_await run_handler(handler, exchange);
      reusable = exchange.reusable();
    }
    boost::system::error_code ignored;  // already closed by the other side, or by drop()
    socket.shutdown(tcp::socket::shutdown_both, ignored);
  }

  awaitable<void> run_handler(const HttpHandler& handler, SocketExchange& exchange) {
    std::string failure;
    try {
      co_await handler(exchange);
      if (!exchange.answered()) failure = "the handler did not answer";
    } catch (const boost::system::system_error&) {
      throw;
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (failure.empty()) co_return;
    note_error(exchange.request().method + " " + exchange.request().target + ": " + failure);
    if (!exchange.answered()) co_await exchange.respond(HttpResponse::text(failure, 500));
  }

  HttpHandler route(HttpRequest& request) {
    const std::lock_guard lock(mutex);
    for (auto candidate = routes.rbegin(); candidate != routes.rend(); ++candidate) {
      if (candidate->port != 0 && candidate->port != request.port) continue;
      if (!matches_method(candidate->method, request.method)) continue;
      if (auto captured = match_path(candidate->pattern, request.path)) {
        request.captured = std::move(*captured);
        return candidate->handler;
      }
    }
    return others;
  }

  void log(const HttpRequest& request) {
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
      if (request.body.size() > kLoggedBodyLimit) requests.back().body.resize(kLoggedBodyLimit);
    }
    arrived.notify_all();
  }

  void note_error(std::string message) {
    const std::lock_guard lock(mutex);
    errors.push_back(std::move(message));
  }

  // Handlers run on `thread`; what other threads read or set is under `mutex`.
  mutable std::mutex mutex;
  mutable std::condition_variable arrived;
  std::vector<Route> routes;
  HttpHandler others = [](HttpExchange& exchange) {
    return exchange.respond(HttpResponse::text("404: nothing is served at " + exchange.request().path, 404));
  };
  std::vector<HttpRequest> requests;
  std::vector<std::string> errors;

  asio::io_context context{1};  // destroyed before what the handlers' coroutines refer to
  std::uint16_t first_port;
  std::thread thread;
};

HttpServer::HttpServer(std::uint16_t port) : impl_(std::make_unique<Impl>(port)) {}
HttpServer::~HttpServer() = default;

void HttpServer::handle(std::string method, std::string pattern, HttpHandler handler) {
  handle_at(0, std::move(method), std::move(pattern), std::move(handler));
}

void HttpServer::handle_at(std::uint16_t port, std::string method, std::string pattern, HttpHandler handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->routes.push_back({port, std::move(method), std::move(pattern), std::move(handler)});
}

void HttpServer::handle(std::string method, std::string pattern, HttpResponse response) {
  handle(std::move(method), std::move(pattern), always(std::move(response)));
}

void HttpServer::handle_others(HttpHandler handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->others = std::move(handler);
}

std::uint16_t HttpServer::add_port(std::uint16_t port) {
  return impl_->listen(port);
}

std::uint16_t HttpServer::port() const {
  return impl_->first_port;
}
std::string HttpServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port(), path);
}
std::string HttpServer::localhost_url(std::string_view path) const {
  return fmt::format("http://localhost:{}{}", port(), path);
}

std::vector<HttpRequest> HttpServer::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

std::size_t HttpServer::count_requests(std::string_view method, std::string_view pattern) const {
  const std::lock_guard lock(impl_->mutex);
  std::size_t count = 0;
  for (const HttpRequest& request : impl_->requests) count += is_match(request, method, pattern);
  return count;
}

HttpRequest HttpServer::wait_for_request(std::string_view method, std::string_view pattern, std::size_t nth,
                                         std::chrono::milliseconds patience) const {
  std::unique_lock lock(impl_->mutex);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    std::size_t count = 0;
    for (const HttpRequest& request : impl_->requests) {
      count += is_match(request, method, pattern);
      if (count == nth) return request;
    }
    if (impl_->arrived.wait_until(lock, end) == std::cv_status::timeout)
      throw std::runtime_error(
          fmt::format("{} {}: request {} has not come in {} ms ({} so far)", method, pattern, nth, patience.count(), count));
  }
}

void HttpServer::forget_requests() {
  const std::lock_guard lock(impl_->mutex);
  impl_->requests.clear();
}

std::vector<std::string> HttpServer::handler_errors() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->errors;
}

void HttpServer::run_on_thread(std::function<void()> work) const {
  if (std::this_thread::get_id() == impl_->thread.get_id()) return work();
  std::packaged_task<void()> task(std::move(work));
  asio::post(impl_->context, [&task] { task(); });
  task.get_future().get();
}

struct Latch::State {
  std::mutex mutex;
  bool released = false;
  std::vector<std::weak_ptr<asio::steady_timer>> waiting;  // the coroutine owns its timer, so a waiter may die with its server
};

Latch::Latch() : state_(std::make_shared<State>()) {}

awaitable<void> Latch::wait() const {
  const std::shared_ptr<State> state = state_;
  const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, asio::steady_timer::time_point::max());
  {
    const std::lock_guard lock(state->mutex);
    if (state->released) co_return;
    state->waiting.push_back(timer);
  }
  boost::system::error_code cancelled_by_release;
  co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, cancelled_by_release));
}

void Latch::release() const {
  const std::lock_guard lock(state_->mutex);
  state_->released = true;
  for (const auto& waiting : state_->waiting) {
    // Posted, so that it runs after the waiter has begun to wait.
    if (const auto timer = waiting.lock()) asio::post(timer->get_executor(), [timer] { timer->cancel(); });
  }
  state_->waiting.clear();
}

}  // namespace nightporter::backoffice
