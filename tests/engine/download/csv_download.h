#pragma once

#include <string>

#include "engine/download/download.h"
#include "engine/download/tracker.h"
#include "tests/backoffice/http_server.h"
#include "tests/engine/chrome_fixture.h"

/// A small CSV export and what the tests of downloads do with it.
namespace nightporter::engine {

inline constexpr const char* kCsv = "Order No,Net\n1,10.50\n";

inline backoffice::HttpResponse csv(std::string name = "orders.csv", std::string body = kCsv, int status = 200) {
  return backoffice::HttpResponse::attachment("text/csv", std::move(name), std::move(body), status);
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

inline std::string explain(const DownloadOutcome& outcome) {
  return std::string(to_string(outcome.result)) + " | " + outcome.explain();
}

}  // namespace nightporter::engine
