#include "stages/run/held_lease.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

#include "cdp/async/signal.h"
#include "storage/error.h"
#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

using namespace std::chrono_literals;

const model::SiteCode kSite("td");
const model::StoreCode kStore("a668");

struct Book {
  test::TemporaryFolder folder;
  std::unique_ptr<storage::Database> database = storage::Database::open(folder / "n.sqlite");
  DatabaseAccess access{*database};

  LeaseRequest request(const char* run, std::chrono::milliseconds renew_every = 5ms) const {
    return {.site = kSite, .store = kStore, .run = model::RunId(run), .renew_every = renew_every};
  }
  awaitable<void> execute(const char* sql) {
    co_await access.use([sql](storage::Database& opened) { opened.execute(sql); });
  }
  awaitable<bool> has(const char* sql) {
    co_return co_await access.use([sql](storage::Database& opened) { return opened.prepare(sql).next(); });
  }
};

TEST_CASE("a lease is renewed for as long as the work under it goes on, and given back after it") {
  test::run_async([]() -> awaitable<void> {
    Book book;
    const auto work = [&book]() -> awaitable<void> {
      co_await book.execute("UPDATE store_lease SET expires_at = '2025-01-01T00:00:00.000Z'");
      while (co_await book.has("SELECT 1 FROM store_lease WHERE expires_at < '2025-02-01'")) {
      }
      CHECK_THROWS_AS(co_await HeldLease::take(book.access, book.request("second")), storage::StoreBusy);
    };
    co_await under_lease(book.access, book.request("first"), work);
    const auto next = co_await HeldLease::take(book.access, book.request("second"));
    co_await next->give_back();
  });
}

TEST_CASE("work whose store was taken over is cancelled, and hears by whom") {
  test::run_async([]() -> awaitable<void> {
    Book book;
    bool cancelled = false;
    const auto work = [&]() -> awaitable<void> {
      co_await book.execute("UPDATE store_lease SET attempt = attempt + 1, run_id = 'thief'");
      try {
        boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
        co_await never.async_wait(boost::asio::use_awaitable);
      } catch (const boost::system::system_error&) {
        cancelled = true;
        throw;
      }
    };
    CHECK_THROWS_WITH(co_await under_lease(book.access, book.request("first"), work), Catch::Contains("by run thief"));
    CHECK(cancelled);
    CHECK(co_await book.has("SELECT 1 FROM store_lease WHERE run_id = 'thief' AND released_at IS NULL"));
  });
}

TEST_CASE("what the work under a lease throws comes through, and the lease is given back") {
  test::run_async([]() -> awaitable<void> {
    Book book;
    const auto work = []() -> awaitable<void> {
      throw std::runtime_error("no");
      co_return;
    };
    CHECK_THROWS_WITH(co_await under_lease(book.access, book.request("first"), work), "no");
    CHECK(co_await book.has("SELECT 1 FROM store_lease WHERE released_at IS NOT NULL"));
  });
}

}  // namespace
}  // namespace nightporter::stages
