// usage: engine_bench protocol pipe|websocket sequential|pipelined|large COUNT BROWSER
//        engine_bench download BROWSER FOLDER ORIGIN BYTES
// protocol: COUNT round trips, or one result of COUNT bytes; prints the seconds and CPU seconds that they took, without starting Chrome.
// download: a file of BYTES from the benchmark's back office, checked and published in FOLDER; prints its SHA-256.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "cdp/async/on_worker.h"
#include "cdp/protocol/browser.h"
#include "cdp/session.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/download/download.h"
#include "engine/download/publish.h"
#include "engine/download/tracker.h"
#include "engine/element/locator.h"

namespace {

using namespace nightporter;
using namespace std::chrono_literals;

/// Of this process, since it was made.
class Stopwatch {
 public:
  void print() const {
    std::printf(R"({"wall_s": %.6f, "driver_cpu_s": %.6f})"
                "\n",
                now(CLOCK_MONOTONIC) - wall_, now(CLOCK_PROCESS_CPUTIME_ID) - cpu_);
  }

 private:
  static double now(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }
  double wall_ = now(CLOCK_MONOTONIC);
  double cpu_ = now(CLOCK_PROCESS_CPUTIME_ID);
};

engine::LaunchOptions launch_options(const char* browser, const std::string& transport) {
  engine::LaunchOptions options;
  options.executable = browser;
  options.transport = transport == "pipe" ? engine::TransportKind::kPipe : engine::TransportKind::kWebSocket;
  return options;
}

awaitable<void> sequential(cdp::Session& session, int count, Deadline deadline) {
  for (int call = 0; call < count; ++call) co_await session.call(cdp::browser::GetVersion{}, deadline);
}

awaitable<void> pipelined(cdp::Session& session, int count, Deadline deadline) {
  std::vector<cdp::Reply<cdp::browser::GetVersion>> replies;
  for (int call = 0; call < count; ++call) replies.push_back(session.start(cdp::browser::GetVersion{}));
  for (auto& reply : replies) co_await std::move(reply).get(deadline);
}

awaitable<void> large(engine::Page& page, int bytes, Deadline deadline) {
  const std::string value = co_await page.evaluate("'x'.repeat(" + std::to_string(bytes) + ")", deadline);
  if (value.size() < static_cast<std::size_t>(bytes)) throw std::runtime_error("the result is too short");
}

awaitable<void> protocol(engine::LaunchOptions options, std::string way, int count) {
  const auto deadline = Deadline::after(10min);
  const auto browser = co_await engine::Browser::launch(std::move(options), deadline);
  const auto context = co_await browser->new_context({}, deadline);
  engine::Page* page = co_await context->new_page(deadline);
  const Stopwatch stopwatch;
  if (way == "sequential") co_await sequential(browser->root(), count, deadline);
  if (way == "pipelined") co_await pipelined(browser->root(), count, deadline);
  if (way == "large") co_await large(*page, count, deadline);
  stopwatch.print();
  co_await browser->close(deadline);
}

awaitable<void> download(engine::LaunchOptions options, std::string folder, std::string origin, std::string bytes) {
  const auto deadline = Deadline::after(10min);
  const auto browser = co_await engine::Browser::launch(std::move(options), deadline);
  // On the folder's own file system, so that publishing is a rename.
  const auto context = co_await browser->new_context({.quarantine = folder + "/arriving"}, deadline);
  engine::Page* page = co_await context->new_page(deadline);
  co_await page->go_to(origin + "/big?bytes=" + bytes, engine::WaitUntil::kLoad, deadline);
  auto armed = context->downloads().arm(*page, {.total = 10min});
  co_await page->locator(engine::Selector::css("#get")).click({}, deadline);
  const engine::DownloadOutcome outcome = co_await armed.outcome(deadline);
  const auto file = outcome.file();
  const auto published = co_await on_worker([&] { return engine::publish(file, folder, "big.bin", engine::NameTaken::kReplace); });
  std::printf("big - %s\n", published.digest.sha256.c_str());
  co_await context->close(deadline);
  co_await browser->close(deadline);
}

int run(awaitable<void> work) {
  boost::asio::io_context io;
  boost::asio::co_spawn(io, std::move(work), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "protocol" && argc == 6) return run(protocol(launch_options(argv[5], argv[2]), argv[3], std::atoi(argv[4])));
  if (what == "download" && argc == 6) return run(download(launch_options(argv[2], "pipe"), argv[3], argv[4], argv[5]));
  std::fputs(
      "usage: engine_bench protocol pipe|websocket sequential|pipelined|large COUNT BROWSER\n"
      "       engine_bench download BROWSER FOLDER ORIGIN BYTES\n",
      stderr);
  return 2;
} catch (const std::exception& error) {
  return std::fprintf(stderr, "engine_bench: %s\n", error.what()), 1;
}
