// ContextOptions::blocked_resources: what a page asks for and does not get.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "engine/browser/page_impl.h"
#include "engine/evidence/evidence_ring.h"
#include "tests/engine/download/csv_download.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::ChromeTest;
using test::read_file;
using test::soon;

const std::set<ResourceType> kPictures{ResourceType::kImage, ResourceType::kFont, ResourceType::kMedia};

/// Asks for one of each; settled() says when the last has ended, one way or the other.
constexpr const char* kPage = R"(<!doctype html><title>Page</title><link rel=stylesheet href=/style.css>
<style>@font-face { font-family: F; src: url(/font.woff2) } body { font-family: F }</style>
<p>Text</p><img src=/image.png><script src=/script.js></script>
<script>
  const film = new Promise(ended => {
    const video = document.createElement('video');
    video.onerror = video.onloadedmetadata = ended;
    video.src = '/film.mp4';
    document.body.append(video);
  });
  const settled = () => film.then(() => document.fonts.load('16px F')).catch(() => 0).then(() => 'settled');
  const picture = url => new Promise(ended => {
    const image = new Image();
    image.onload = () => ended('shown ' + image.naturalWidth);
    image.onerror = () => ended('refused');
    image.src = url;
  });
</script>)";

constexpr const char* kDot = "<svg xmlns='http://www.w3.org/2000/svg' width='7' height='7'/>";

void in_blocking_chrome(std::set<ResourceType> blocked, test::ChromeTestBody body, ContextOptions options = {}, LaunchOptions launch = {}) {
  options.blocked_resources = std::move(blocked);
  const auto run = [&body](test::BrowserSession& session) -> awaitable<void> {
    session.server.handle("GET", "/page", HttpResponse::html(kPage));
    session.server.handle("GET", "/style.css", plain("text/css", "p { display: none }"));
    session.server.handle("GET", "/script.js", plain("text/javascript", "window.ran = true"));
    session.server.handle("GET", "/font.woff2", plain("font/woff2", "no font"));
    session.server.handle("GET", "/film.mp4", plain("video/mp4", "no film"));
    session.server.handle("GET", "/image.png", plain("image/svg+xml", kDot));
    session.server.handle("GET", "/other.png", plain("image/svg+xml", kDot));
    ChromeTest test{*session.browser, *session.context, *session.page, session.server};
    co_await body(test);
  };
  test::with_browser(run, {.launch = std::move(launch), .context = std::move(options)});
}

std::set<std::string> asked_for(const ChromeTest& t) {
  std::set<std::string> paths;
  for (const backoffice::HttpRequest& request : t.server.requests()) paths.insert(request.path);
  paths.erase("/favicon.ico");
  return paths;
}

TEST_CASE("what is blocked is never asked for, all else is, and the page comes to rest", "[browsers][pipe]") {
  using Paths = std::set<std::string>;
  const std::pair<std::set<ResourceType>, Paths> rows[] = {
      {{}, {"/page", "/style.css", "/script.js", "/font.woff2", "/film.mp4", "/image.png"}},
      {{ResourceType::kImage}, {"/page", "/style.css", "/script.js", "/font.woff2", "/film.mp4"}},
      {{ResourceType::kFont, ResourceType::kMedia}, {"/page", "/style.css", "/script.js", "/image.png"}},
      {{ResourceType::kStylesheet}, {"/page", "/script.js", "/font.woff2", "/film.mp4", "/image.png"}},
      {kPictures, {"/page", "/style.css", "/script.js"}}};
  for (const auto& [blocked, expected] : rows) {
    in_blocking_chrome(blocked, [&](ChromeTest& t) -> awaitable<void> {
      co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
      CHECK(co_await t.ask("() => settled()") == "\"settled\"");
      CHECK(asked_for(t) == expected);
      CHECK(co_await t.ask("() => window.ran") == "true");
      const bool has_style = !blocked.contains(ResourceType::kStylesheet);
      CHECK(co_await t.ask("() => document.querySelector('p').checkVisibility()") == (has_style ? "false" : "true"));
      co_await t.page.go_to(t.server.url("/page?again"), WaitUntil::kNetworkIdle, soon());
    });
  }
}

TEST_CASE("popups and frames in other processes are refused the same", "[browsers]") {
  const auto body = [](ChromeTest& t) -> awaitable<void> {
    const std::string inner = "<!doctype html><title>Inner</title><img src=/image.png><script src=/script.js></script>";
    t.server.handle("GET", "/inner", HttpResponse::html(inner));
    co_await t.show("<iframe src='" + t.server.localhost_url("/inner") + "'></iframe>");
    REQUIRE(t.page.impl().sessions.size() == 2);
    CHECK(t.server.count_requests("GET", "/script.js") == 1);

    PopupWait expected = t.page.expect_popup();
    co_await t.ask("() => { open('/inner') }");
    Page* popup = co_await expected.wait(soon());
    co_await popup->wait_for_load(WaitUntil::kLoad, soon());
    CHECK(t.server.count_requests("GET", "/inner") == 2);

    // Written by its opener before anything of it has come from a server.
    CHECK(co_await t.ask("() => new Promise(ended => { const w = open('', 'written'); w.ended = ended; "
                         "w.document.write('<img src=/image.png onload=\"ended(1)\" onerror=\"ended(0)\">') })") == "0");
    CHECK(t.server.count_requests("GET", "/image.png") == 0);
  };
  in_blocking_chrome(kPictures, body, {}, {.extra_flags = {"--site-per-process"}});
}

TEST_CASE("what a page carries itself is shown", "[browsers]") {
  in_blocking_chrome(kPictures, [](ChromeTest& t) -> awaitable<void> {
    co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    CHECK(co_await t.ask("() => picture('/image.png')") == "\"refused\"");
    CHECK(co_await t.ask(std::string("() => picture(\"data:image/svg+xml,") + kDot + "\")") == "\"shown 7\"");
    CHECK(co_await t.ask(std::string("() => picture(URL.createObjectURL(new Blob([\"") + kDot + "\"], { type: 'image/svg+xml' })))") ==
          "\"shown 7\"");
  });
}

TEST_CASE("the first tab of a restored session is refused the same", "[browsers]") {
  ContextOptions options{.storage_state = StorageState{}, .opens_page = true};
  options.storage_state->origins.push_back({.origin = "https://tab.test", .session_storage = {{"step", "2"}}});
  in_blocking_chrome(
      kPictures,
      [](ChromeTest& t) -> awaitable<void> {
        co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
        CHECK(co_await t.ask("() => picture('/image.png')") == "\"refused\"");
        CHECK(co_await t.ask("() => window.ran") == "true");
        CHECK(t.server.count_requests("GET", "/image.png") == 0);
      },
      std::move(options));
}

TEST_CASE("an answer is captured while pictures are refused, and they are refused before, meanwhile and after", "[browsers]") {
  in_blocking_chrome(kPictures, [](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/export", plain("text/plain", kCsv));
    t.server.handle("GET", "/data", plain("text/plain", "data"));
    t.server.handle("GET", "/links", HttpResponse::html(std::string(kPage) + "<a href=/export>Export</a>"));
    co_await t.page.go_to(t.server.url("/links"), WaitUntil::kLoad, soon());
    for (int time = 1; time <= 2; ++time) {
      Download armed = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/export"), {}, expect_csv());
      CHECK(co_await t.ask("() => picture('/other.png')") == "\"refused\"");
      CHECK(co_await t.ask("() => fetch('/data').then(answer => answer.text())") == "\"data\"");
      co_await t.find("a").click({}, soon());
      const DownloadOutcome outcome = co_await armed.outcome(soon());
      INFO(explain(outcome));
      CHECK(read_file(outcome.file()) == kCsv);
    }
    CHECK(co_await t.ask("() => picture('/other.png')") == "\"refused\"");
    CHECK(co_await t.ask("() => fetch('/data').then(answer => answer.text())") == "\"data\"");
    CHECK(t.server.count_requests("GET", "/other.png") == 0);
    CHECK(t.server.count_requests("GET", "/image.png") == 0);
  });
}

TEST_CASE("a file that is a picture is downloaded all the same", "[browsers]") {
  in_blocking_chrome(
      {ResourceType::kImage, ResourceType::kFont, ResourceType::kMedia, ResourceType::kStylesheet}, [](ChromeTest& t) -> awaitable<void> {
        t.server.handle("GET", "/chart.svg", HttpResponse::attachment("image/svg+xml", "chart.svg", kDot));
        t.server.handle("GET", "/shown.svg", plain("image/svg+xml", kDot));
        co_await t.show("<a id=to href=/chart.svg>1</a><a id=save href=/chart.svg download>2</a><a id=show href=/shown.svg>3</a>");
        for (const char* link : {"#to", "#save"}) {
          const DownloadOutcome outcome = co_await download(t, link, {}, {});
          INFO(link << " " << explain(outcome));
          CHECK(read_file(outcome.file()) == kDot);
        }
        Download armed = co_await t.context.downloads().arm_capture(t.page, UrlPattern::containing("/shown"));
        co_await t.find("#show").click({}, soon());
        const DownloadOutcome outcome = co_await armed.outcome(soon());
        INFO(explain(outcome));
        CHECK(read_file(outcome.file()) == kDot);
      });
}

TEST_CASE("what was refused stands among the requests in Chrome's words, and not among the failures", "[browsers]") {
  in_blocking_chrome(kPictures, [](ChromeTest& t) -> awaitable<void> {
    co_await t.page.go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    co_await t.ask("() => fetch('/missing').then(answer => answer.text())");
    co_await t.ask("() => settled()");
    std::map<std::string, std::string> ends;
    for (const RequestLine& request : t.context.evidence().requests()) ends[request.url] = request.failure;
    CHECK(ends[t.server.url("/image.png")] == "net::ERR_BLOCKED_BY_CLIENT.Inspector");
    CHECK(ends[t.server.url("/script.js")].empty());
    std::set<std::string> failed;
    for (const auto& failure : t.context.evidence().failures()) failed.insert(failure.url);
    failed.erase(t.server.url("/favicon.ico"));  // full Chrome asks for it, when it likes
    CHECK(failed == std::set{t.server.url("/missing")});
  });
}

}  // namespace
}  // namespace nightporter::engine
