#include "app/run/start_browser.h"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include "app/config/configuration_shape.h"
#include "app/error.h"

namespace nightporter::app {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kClosesWithin = 10s;

}  // namespace

awaitable<std::unique_ptr<engine::Browser>> start_browser(const Configuration& configuration, const GlobalOptions& global, Window window,
                                                          Log& log, Deadline deadline, std::filesystem::path profile) {
  const ChromeSettings& chrome = configuration.chrome;
  if (is_chrome_address(chrome.transport) && !profile.empty())
    throw ConfigurationError("a store with `session: profile` needs a Chrome of its own, not the one at " + chrome.transport,
                             "Leave out --transport ws://…, or `session: profile`.");
  if (is_chrome_address(chrome.transport)) co_return co_await engine::Browser::connect(chrome.transport, global.wire_log, deadline);
  engine::LaunchOptions options;
  options.executable = chrome.executable;
  options.window_mode = window == Window::kHeaded ? engine::WindowMode::kHeaded : engine::WindowMode::kHeadlessShell;
  if (!profile.empty() && window != Window::kHeaded) options.window_mode = engine::WindowMode::kHeadless;
  options.profile = std::move(profile);
  // Pictures of pages are never finer than Chrome's own screen, whatever the page is told.
  if (window == Window::kElsewhere) options.extra_flags.push_back("--force-device-scale-factor=2");
  options.transport = chrome.transport == "pipe" ? engine::TransportKind::kPipe : engine::TransportKind::kWebSocket;
  if (!chrome.run_as.empty()) options.run_as = chrome.run_as;
  options.sandbox = chrome.sandbox ? engine::SandboxMode::kOn : engine::SandboxMode::kOff;
  options.wire_log = global.wire_log;
  options.warn = [&log](const std::string& sentence) { log.warn("chrome", "warning", sentence); };
  co_return co_await engine::Browser::launch(std::move(options), deadline);
}

awaitable<void> with_browser(const Configuration& configuration, const GlobalOptions& global, Window window, Log& log,
                             std::function<awaitable<void>(engine::Browser&)> work, std::filesystem::path profile) {
  const auto browser =
      co_await start_browser(configuration, global, window, log, Deadline::after(kBrowserStartsWithin), std::move(profile));
  std::exception_ptr failure;
  try {
    co_await work(*browser);
  } catch (...) {
    failure = std::current_exception();
  }
  // Here and not in a coroutine of its own, since a cancelled coroutine cannot await one.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  co_await browser->close(Deadline::after(kClosesWithin));
  if (failure) std::rethrow_exception(failure);
  co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation());
}

}  // namespace nightporter::app
