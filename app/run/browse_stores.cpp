#include "app/run/browse_stores.h"

#include <algorithm>

#include "app/run_loop.h"

namespace nightporter::app {

awaitable<void> browse_stores(const std::vector<StoreJob>& jobs, Browsing browsing,
                              std::function<awaitable<void>(engine::Browser&, std::size_t job)> work,
                              std::function<void(std::size_t job, const ErrorReport&)> failed) {
  engine::Browser* shared = nullptr;
  const auto browse = [&](std::size_t index) -> awaitable<void> {
    const StoreJob& job = jobs[index];
    if (job.profile.empty()) co_return co_await work(*shared, index);
    const auto in_its_own = [&work, index](engine::Browser& own) { return work(own, index); };
    if (const auto failure = co_await failure_of(
            with_browser(browsing.configuration, browsing.global, browsing.window, browsing.log, in_its_own, job.profile)))
      failed(index, *failure);
  };
  std::vector<std::function<awaitable<void>()>> stores;
  bool any_shares = false;
  for (std::size_t index = 0; index < jobs.size(); ++index) {
    if (jobs[index].tasks.empty()) continue;
    any_shares = any_shares || jobs[index].profile.empty();
    stores.push_back([&browse, index] { return browse(index); });
  }
  if (!any_shares) co_return co_await run_side_by_side(std::move(stores), browsing.side_by_side);
  co_await with_browser(browsing.configuration, browsing.global, browsing.window, browsing.log, [&](engine::Browser& browser) {
    shared = &browser;
    return run_side_by_side(std::move(stores), browsing.side_by_side);
  });
}

}  // namespace nightporter::app
