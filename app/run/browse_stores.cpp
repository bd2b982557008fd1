#include "app/run/browse_stores.h"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "app/run_loop.h"

namespace nightporter::app {

namespace {

namespace asio = boost::asio;
using Work = std::function<awaitable<void>(stages::SharedBrowser&)>;

/// Does `work` with a browser that `users` stores will leave, and returns when it has gone.
awaitable<void> with_shared_browser(Browsing browsing, std::filesystem::path profile, std::size_t users, Work work) {
  const auto start = [browsing, profile] {
    return start_browser(browsing.configuration, browsing.global, browsing.window, browsing.log, Deadline::after(kBrowserStartsWithin),
                         profile);
  };
  stages::SharedBrowser browser(start, users);
  co_await browser.begin();
  std::exception_ptr failure;
  try {
    co_await work(browser);
  } catch (...) {
    failure = std::current_exception();
  }
  // Here and not in a coroutine of its own, since a cancelled coroutine cannot await one.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  std::exception_ptr wrong_in_closing;
  try {
    co_await browser.close();
  } catch (...) {
    wrong_in_closing = std::current_exception();
  }
  if (failure) std::rethrow_exception(failure);
  if (wrong_in_closing) std::rethrow_exception(wrong_in_closing);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
}

}  // namespace

awaitable<void> browse_stores(const std::vector<StoreJob>& jobs, Browsing browsing,
                              std::function<awaitable<void>(stages::SharedBrowser&, std::size_t job)> work,
                              std::function<void(std::size_t job, const ErrorReport&)> failed) {
  stages::SharedBrowser* shared = nullptr;
  const auto browse = [&](std::size_t index) -> awaitable<void> {
    const StoreJob& job = jobs[index];
    if (job.profile.empty()) co_return co_await work(*shared, index);
    const auto in_its_own = [&work, index](stages::SharedBrowser& own) { return work(own, index); };
    if (const auto failure = co_await failure_of(with_shared_browser(browsing, job.profile, 1, in_its_own))) failed(index, *failure);
  };
  std::vector<std::function<awaitable<void>()>> stores;
  std::size_t sharing = 0;
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    if (jobs[index].tasks.empty()) continue;
    if (jobs[index].profile.empty()) ++sharing;
    stores.push_back([&browse, index] { return browse(index); });
  }
  if (sharing == 0) co_return co_await run_side_by_side(std::move(stores), browsing.side_by_side);
  co_await with_shared_browser(browsing, {}, sharing, [&](stages::SharedBrowser& browser) {
    shared = &browser;
    return run_side_by_side(std::move(stores), browsing.side_by_side);
  });
}

}  // namespace nightporter::app
