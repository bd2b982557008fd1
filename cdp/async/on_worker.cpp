#include "cdp/async/on_worker.h"

#include <openssl/crypto.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

namespace nightporter::detail {

namespace asio = boost::asio;

namespace {
asio::thread_pool& workers() {
  static asio::thread_pool pool(2);
  return pool;
}
}  // namespace

awaitable<void> run_on_worker(std::function<void()> work) {
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
      [executor, &work](auto handler) {
        asio::post(workers(), [&work, handler = std::move(handler), guard = asio::make_work_guard(executor)]() mutable {
          std::exception_ptr failure;
          try {
            work();
          } catch (...) {
            failure = std::current_exception();
          }
          OPENSSL_thread_stop();  // what OpenSSL keeps for a thread would stay when it ends after OpenSSL itself
          asio::post(guard.get_executor(), [handler = std::move(handler), failure]() mutable { std::move(handler)(failure); });
        });
      },
      asio::use_awaitable);
}

}  // namespace nightporter::detail
