// usage: cold_start headless-shell|chrome websocket|pipe ROUNDS
// Prints, for every round, milliseconds from nothing to Chrome's first answer and then to the load event of a first page.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"

namespace {

using namespace nightporter;
using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

awaitable<void> measure(engine::LaunchOptions options, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const auto deadline = Deadline::after(std::chrono::seconds(30));
    const auto begin = Clock::now();
    // launch asks Browser.getVersion: when it returns, Chrome has answered once.
    const auto browser = co_await engine::Browser::launch(options, deadline);
    const double first_answer = milliseconds_since(begin);
    const auto context = co_await browser->new_context({}, deadline);
    engine::Page* page = co_await context->new_page(deadline);
    co_await page->go_to("data:text/html,<title>bench</title>", engine::WaitUntil::kLoad, deadline);
    std::printf("%.1f %.1f\n", first_answer, milliseconds_since(begin));
    co_await context->close(deadline);
    co_await browser->close(deadline);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return std::fputs("usage: cold_start headless-shell|chrome websocket|pipe ROUNDS\n", stderr), 2;
  engine::LaunchOptions options;
  options.window_mode = std::string_view(argv[1]) == "chrome" ? engine::WindowMode::kHeadless : engine::WindowMode::kHeadlessShell;
  options.transport = std::string_view(argv[2]) == "pipe" ? engine::TransportKind::kPipe : engine::TransportKind::kWebSocket;
  boost::asio::io_context io;
  boost::asio::co_spawn(io, measure(options, std::atoi(argv[3])), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
} catch (const std::exception& error) {
  return std::fprintf(stderr, "cold_start: %s\n", error.what()), 1;
}
