#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <ctime>

#include "app/commands/commands.h"
#include "app/error.h"
#include "app/error_report.h"
#include "app/run/night_run.h"
#include "app/run_loop.h"
#include "app/schedule/keep_schedule.h"
#include "app/schedule/timetable.h"

namespace nightporter::app {

namespace asio = boost::asio;
using std::chrono::sys_seconds;

namespace {

/// So often the clock is looked at while nothing is due: a machine that slept wakes up late, and clocks are set.
constexpr std::chrono::seconds kLooksEvery{20};

sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string local_text(sys_seconds moment) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a %Y-%m-%d %H:%M %z", &local)};
}

/// The rows of the timetable: the stores without a schedule of their own together, and each of the others.
struct Plan {
  std::vector<std::vector<StoreSettings>> stores;
  std::vector<RunTimes> times;
};

Plan plan_of(const Configuration& configuration) {
  Plan plan;
  std::vector<StoreSettings> together;
  for (const StoreSettings& store : configuration.stores) {
    if (!store.schedule) {
      together.push_back(store);
      continue;
    }
    plan.stores.push_back({store});
    plan.times.push_back(*store.schedule);
  }
  if (configuration.schedule && !together.empty()) {
    plan.stores.push_back(std::move(together));
    plan.times.push_back(*configuration.schedule);
  }
  if (plan.times.empty())
    throw ConfigurationError("nothing is scheduled",
                             "Write for example `schedule: { at: ['15 2 * * *'], time_zone: Asia/Kolkata }` into nightporter.yaml.");
  return plan;
}

std::string labels(const std::vector<StoreSettings>& stores) {
  std::string text;
  for (const StoreSettings& store : stores) text += (text.empty() ? "" : ", ") + store.site.value() + "/" + store.code.value();
  return text;
}

ExitCode print_times(const Plan& plan, const Timetable& timetable, const CommandContext& context) {
  constexpr int kShown = 3;
  Listing listing({{"stores", "stores"}, {"next", "next"}, {"time_zone", "time zone"}, {"place", "from"}});
  for (std::size_t row = 0; row < plan.times.size(); ++row) {
    sys_seconds after = now();
    for (int i = 0; i < kShown; ++i) {
      const auto moment = timetable.next(row, after);
      if (!moment) break;
      after = *moment;
      listing.add({labels(plan.stores[row]), local_text(after), plan.times[row].time_zone, plan.times[row].place});
    }
  }
  context.print(listing, "Nothing is ever due: no such day exists.");
  return ExitCode::kGood;
}

ExitCode wait_until(sys_seconds moment) {
  return run_to_end([moment]() -> awaitable<ExitCode> {
    asio::steady_timer look(co_await asio::this_coro::executor);
    while (now() < moment) {
      look.expires_after(std::min<std::chrono::steady_clock::duration>(kLooksEvery, moment - now()));
      co_await look.async_wait(asio::use_awaitable);
    }
    co_return ExitCode::kGood;
  });
}

/// A run that fails is told and entered; the next one comes all the same.
ExitCode run_stores(std::vector<StoreSettings> stores, const CommandContext& context) {
  ExitCode exit_code = ExitCode::kGood;
  const auto failure = failure_of([&] {
    Configuration configuration = context.configuration();
    configuration.stores = std::move(stores);
    exit_code = night_run({.command = "schedule"}, context, configuration);
  });
  if (!failure) return exit_code;
  print(context.err, *failure);
  return failure->exit_code;
}

}  // namespace

ExitCode execute(const ScheduleOptions& options, const CommandContext& context) {
  const Plan plan = plan_of(context.configuration());
  const Timetable timetable(plan.times);
  if (options.print_only) return print_times(plan, timetable, context);
  return keep_schedule(timetable,
                       {.now = now,
                        .announce = [&context](sys_seconds next) { context.out << "Next run: " << local_text(next) << '\n'
                                                                               << std::flush; },
                        .wait_until = wait_until,
                        .run = [&](std::size_t row) { return run_stores(plan.stores[row], context); }});
}

}  // namespace nightporter::app
