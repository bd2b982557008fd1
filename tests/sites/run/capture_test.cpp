// expect_download with capture: response: the answer itself is the file.
#include <catch2/catch.hpp>

#include "engine/browser/browser_context.h"
#include "engine/download/tracker.h"
#include "sites/error.h"
#include "tests/sites/run/site_session.h"

namespace nightporter::sites {
namespace {

using backoffice::HttpResponse;
using nightporter::test::read_file;
using test::error_of;
using test::period;
using test::SiteSession;
using test::with_steps;

constexpr const char* kCsv = "no,amount\n1,2\n";
constexpr const char* kPdf = "%PDF-1.4\n%%EOF\n";
constexpr const char* kJson = R"({"orders":[{"no":1}]})";

std::string steps(const std::string& type, const std::string& by = "{ click: 'text=Export' }") {
  return "- goto: https://shop.example/page\n- expect_download: { by: " + by + ", type: " + type +
         ", capture: response, url: 'https://shop.example/export?*', begins_within: 10s }";
}

HttpResponse inline_answer(std::string type, std::string body, int status = 200) {
  HttpResponse answer = HttpResponse::text(std::move(body));
  answer.status = status;
  answer.headers = {{"Content-Type", std::move(type)}, {"Content-Disposition", "inline"}};
  return answer;
}

void serve(SiteSession& s, HttpResponse answer, const std::string& page = "<a href='/export?1'>Export</a>") {
  s.browser.server.handle("GET", "/page", HttpResponse::html("<!doctype html><title>Page</title><nav id=menu></nav>" + page));
  s.browser.server.handle("GET", "/export", std::move(answer));
}

awaitable<ReportFiles> run(SiteSession& s) {
  co_return co_await s.site.run_report(model::ReportName("orders"), period("2025-11-10", "2025-11-12"), s.deadline);
}

bool is_quarantine_empty(SiteSession& s) {
  return std::filesystem::is_empty(s.browser.context->downloads().quarantine());
}

TEST_CASE("capture: response takes as the file what Chrome would show", "[browsers]") {
  const std::tuple<const char*, const char*, const char*> rows[] = {
      {"csv", "text/plain", kCsv}, {"csv", "text/csv", kCsv}, {"json", "application/json", kJson}, {"pdf", "application/pdf", kPdf}};
  for (const auto& [type, mime, body] : rows) {
    INFO(mime);
    const std::string expected = body;
    const HttpResponse answer = inline_answer(mime, body);
    with_steps(steps(type), [&](SiteSession& s) -> awaitable<void> {
      serve(s, answer);
      const ReportFiles files = co_await run(s);
      REQUIRE(files.files.size() == 1);
      CHECK(read_file(files.files[0].file) == expected);
      CHECK((files.files[0].status == 200 && files.files[0].length_verified && files.files[0].size_bytes == expected.size()));
      CHECK(s.browser.page->url() == s.browser.server.url("/page"));
    });
  }
}

TEST_CASE("capture: response takes what a script fetches, a new tab would show, and an address that is gone to", "[browsers]") {
  const std::pair<const char*, const char*> rows[] = {
      {"{ click: 'text=Export' }", "<button onclick=\"fetch('/export?1')\">Export</button>"},
      {"{ click: 'text=Export' }", "<a href='/export?1' target=_blank>Export</a>"},
      {"{ click: 'text=Export' }", "<a href='/export?1' download>Export</a>"},
      {"{ goto: 'https://shop.example/export?1' }", ""},
  };
  for (const auto& [by, page] : rows) {
    INFO(by << " " << page);
    const std::string html = page;
    with_steps(steps("json", by), [&](SiteSession& s) -> awaitable<void> {
      serve(s, inline_answer("application/json", kJson), html);
      const ReportFiles files = co_await run(s);
      REQUIRE(files.files.size() == 1);
      CHECK(read_file(files.files[0].file) == kJson);
    });
  }
}

TEST_CASE("capture: response carries the words of a server that refuses, and leaves no file", "[browsers]") {
  struct Row {
    HttpResponse answer;
    const char* reason;
    const char* outcome;
    bool retry;
  };
  const char* const kWords = R"({"error":"at most 31 days"})";
  const Row rows[] = {
      {inline_answer("application/json", kWords, 422), R"(the server answers 422: {"error":"at most 31 days"})", "HTTP error", false},
      {inline_answer("application/json", kWords, 503), R"(the server answers 503: {"error":"at most 31 days"})", "HTTP error", true},
      {inline_answer("application/json", kWords), R"(expected csv, but it is a JSON document: {"error":"at most 31 days"})", "wrong type",
       false},
      {inline_answer("text/csv", ""), "empty file", "empty file", true},
  };
  for (const Row& row : rows) {
    with_steps(steps("csv"), [&](SiteSession& s) -> awaitable<void> {
      serve(s, row.answer);
      const auto error = co_await error_of<DownloadFailed>(run(s));
      CHECK_THAT(error.reason(), Catch::EndsWith(row.reason) || Catch::StartsWith(row.reason));
      CHECK(error.outcome() == row.outcome);
      CHECK(error.retry_can_help() == row.retry);
      CHECK(is_quarantine_empty(s));
    });
  }
}

TEST_CASE("capture: response knows a session that has ended", "[browsers]") {
  const HttpResponse answers[] = {inline_answer("application/json", "{}", 401), inline_answer("application/json", "{}", 419),
                                  HttpResponse::html("<form><input type=password></form>"), HttpResponse::redirect("/login")};
  for (const HttpResponse& answer : answers) {
    with_steps(steps("csv"), [&](SiteSession& s) -> awaitable<void> {
      serve(s, answer);
      s.browser.server.handle("GET", "/login", HttpResponse::html("<form><input type=password></form>"));
      co_await error_of<LoginNeeded>(run(s));
      CHECK(is_quarantine_empty(s));
    });
  }
}

TEST_CASE("what Chrome saves from another address is not what capture: response waits for") {
  with_steps(steps("csv"), [](SiteSession& s) -> awaitable<void> {
    serve(s, inline_answer("text/csv", kCsv), "<a href=/other>Export</a>");
    s.browser.server.handle("GET", "/other", HttpResponse::attachment("text/csv", "other.csv", kCsv));
    CHECK((co_await error_of<DownloadFailed>(run(s))).outcome() == "begin time-out");
  });
}

}  // namespace
}  // namespace nightporter::sites
