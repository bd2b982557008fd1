#include "tests/engine/chrome_fixture.h"

#include <exception>

#include "tests/support/run_async.h"

namespace nightporter::test {
namespace {

awaitable<void> run(engine::LaunchOptions options, ChromeTestBody body) {
  backoffice::HttpServer server;
  const auto browser = co_await engine::Browser::launch(std::move(options), soon());
  const auto context = co_await browser->new_context({}, soon());
  engine::Page* page = co_await context->new_page(soon());
  ChromeTest test{*browser, *context, *page, server};
  std::exception_ptr failure;
  try {
    co_await body(test);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await context->close(soon());
  co_await browser->close(soon());
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

awaitable<void> ChromeTest::show(std::string html, std::string path) {
  server.handle("GET", path, backoffice::HttpResponse::html("<!DOCTYPE html><meta charset=utf-8>" + html));
  co_await page.go_to(server.url(path), engine::WaitUntil::kLoad, soon());
}

void in_chrome(engine::LaunchOptions options, ChromeTestBody body) {
  run_async([&]() -> awaitable<void> { return run(std::move(options), body); });
}

void in_chrome(ChromeTestBody body) { in_chrome({}, std::move(body)); }

}  // namespace nightporter::test
