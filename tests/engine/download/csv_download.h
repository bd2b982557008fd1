#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include "cdp/protocol/browser.h"
#include "cdp/session.h"
#include "engine/browser/browser.h"
#include "engine/download/download.h"
#include "engine/download/tracker.h"
#include "tests/backoffice/http_server.h"
#include "tests/backoffice/nasty_answers.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/support/temporary_folder.h"

/// A small CSV export and what the tests of downloads do with it.
namespace nightporter::engine {

inline constexpr const char* kCsv = "Order No,Net\n1,10.50\n";

inline backoffice::HttpResponse csv(std::string name = "orders.csv", std::string body = kCsv, int status = 200) {
  return backoffice::HttpResponse::attachment("text/csv", std::move(name), std::move(body), status);
}

/// The body as it is, of that type, without Content-Disposition.
inline backoffice::HttpResponse plain(std::string content_type, std::string body = kCsv) {
  backoffice::HttpResponse response = backoffice::HttpResponse::text(std::move(body));
  response.headers = {{"Content-Type", std::move(content_type)}};
  return response;
}

inline DownloadExpectation expect_csv() {
  DownloadExpectation expectation{.kind = FileKind::kCsv};
  expectation.is_sign_in_page = [](std::string_view url) { return url.find("/login") != std::string_view::npos; };
  expectation.is_sign_in_body = [](std::string_view body) { return body.find("type=password") != std::string_view::npos; };
  return expectation;
}

/// Arms, clicks `selector`, and waits for the outcome.
inline awaitable<DownloadOutcome> download(test::ChromeTest& t, std::string selector, DownloadLimits limits = {},
                                           DownloadExpectation expectation = expect_csv()) {
  Download armed = t.context.downloads().arm(t.page, limits, expectation);
  co_await t.find(selector).click({}, test::soon());
  co_return co_await armed.outcome(test::soon());
}

/// Serves an export of 100,000 bytes at /slow that stops after 5,000 of them until the latch is released.
inline void serve_stalled(test::ChromeTest& t, const backoffice::Latch& latch) {
  t.server.handle("GET", "/slow", [latch](backoffice::HttpExchange& exchange) -> awaitable<void> {
    co_await backoffice::answer_stalled(exchange, csv("orders.csv", std::string(100'000, 'x')), 5000, latch);
  });
}

/// A download of /slow that has begun.
inline awaitable<Download> begin_stalled(test::ChromeTest& t) {
  co_await t.show("<a href=/slow>Export</a>");
  Download going = t.context.downloads().arm(t.page, {}, expect_csv());
  co_await t.find("a").click({}, test::soon());
  co_await going.begun(test::soon());
  co_return going;
}

/// How much there is in a folder that Chrome writes to.
enum class Fill { kNothing, kSomething };

/// Chrome writes and removes a moment after it has said so.
inline awaitable<void> until_holds(Browser& browser, std::filesystem::path folder, Fill wanted) {
  const Deadline deadline = test::soon();
  while (std::filesystem::is_empty(folder) != (wanted == Fill::kNothing)) {
    if (deadline.has_passed()) throw std::logic_error("what lies in " + folder.string() + " stays as it is");
    co_await browser.root().call(cdp::browser::GetVersion{}, deadline);
  }
}

inline std::string explain(const DownloadOutcome& outcome) {
  return std::string(to_string(outcome.result)) + " | " + outcome.explain();
}

}  // namespace nightporter::engine
