#include "stages/database_access.h"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <functional>
#include <future>

#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::stages {
namespace {

using namespace std::chrono_literals;

TEST_CASE("long work beside the database keeps nobody from it, and only one goes on at a time") {
  const test::TemporaryFolder folder;
  const auto database = storage::Database::open(folder / "n.sqlite");
  DatabaseAccess access(*database);
  std::promise<void> used;
  std::atomic<int> at_work = 0;
  std::atomic<int> most_at_work = 0;
  const auto long_work = [&, done = used.get_future().share()] {
    most_at_work = std::max<int>(most_at_work, ++at_work);
    const bool came = done.wait_for(20s) == std::future_status::ready;
    --at_work;
    return came;
  };
  int good = 0;
  const auto reads = [&]() -> awaitable<void> { good += co_await access.work_beside(long_work) ? 1 : 0; };
  const auto uses = [&]() -> awaitable<void> {
    co_await access.use([&](storage::Database& opened) { opened.execute("CREATE TABLE t (a)"); });
    used.set_value();
  };
  test::run_async([&]() -> awaitable<void> {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (const auto& work :
         {std::function<awaitable<void>()>(reads), std::function<awaitable<void>()>(reads), std::function<awaitable<void>()>(uses)})
      boost::asio::co_spawn(executor, work, boost::asio::detached);
  });
  CHECK(good == 2);
  CHECK(most_at_work == 1);
}

}  // namespace
}  // namespace nightporter::stages
