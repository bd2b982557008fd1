#include "tests/engine/chrome_fixture.h"

#include <utility>

namespace nightporter::test {

awaitable<void> ChromeTest::show(std::string html, std::string path) {
  server.handle("GET", path, backoffice::HttpResponse::html("<!DOCTYPE html><meta charset=utf-8>" + html));
  co_await page.go_to(server.url(path), engine::WaitUntil::kLoad, soon());
}

void in_chrome(engine::LaunchOptions options, ChromeTestBody body) {
  const auto run = [&body](BrowserSession& session) -> awaitable<void> {
    ChromeTest test{*session.browser, *session.context, *session.page, session.server};
    co_await body(test);
  };
  with_browser(run, {.launch = std::move(options), .context = {}});
}

void in_chrome(ChromeTestBody body) {
  in_chrome({}, std::move(body));
}

}  // namespace nightporter::test
