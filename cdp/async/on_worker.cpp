#include "cdp/async/on_worker.h"

#include <openssl/crypto.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

namespace nightporter {

namespace asio = boost::asio;

struct detail::WorkerPool {
  asio::thread_pool threads;
};

namespace {
asio::thread_pool& shared_workers() {
  static asio::thread_pool pool(2);
  return pool;
}
}  // namespace

OwnWorker::OwnWorker() : pool_(new detail::WorkerPool{.threads = asio::thread_pool(1)}) {}

OwnWorker::~OwnWorker() {
  pool_->threads.join();
}

awaitable<void> detail::run_on_worker(WorkerPool* pool, std::function<void()> work) {
  asio::thread_pool& workers = pool != nullptr ? pool->threads : shared_workers();
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
      [executor, &workers, &work](auto handler) {
        asio::post(workers, [&work, handler = std::move(handler), guard = asio::make_work_guard(executor)]() mutable {
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

}  // namespace nightporter
