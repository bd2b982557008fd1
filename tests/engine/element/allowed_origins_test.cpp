#include <catch2/catch.hpp>

#include "engine/browser/frame.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using namespace std::chrono_literals;
using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::soon;

const char* kForm =
    "<!doctype html><input id=secret><select id=pick><option value=a>A<option value=b>B</select><input id=file type=file>"
    "<script>addEventListener('input', e => { if (e.target.id) localStorage.setItem(e.target.id, e.target.value) })</script>";

Locator bound(ChromeTest& t, std::string selector) {
  return t.find(std::move(selector)).only_at({t.server.url("")});
}

TEST_CASE("what is bound to origins is filled, typed, selected and uploaded in a document of theirs") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("note.txt", "x");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all | std::filesystem::perms::others_exec);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all | std::filesystem::perms::others_read);
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kForm);
    co_await bound(t, "#secret").fill("one", soon());
    CHECK(co_await t.find("#secret").input_value(soon()) == "one");
    co_await bound(t, "#secret").type("-two", soon());
    CHECK(co_await t.find("#secret").input_value(soon()) == "one-two");
    co_await bound(t, "#pick").select_option({{.value = "b"}}, soon());
    CHECK(co_await t.find("#pick").input_value(soon()) == "b");
    co_await bound(t, "#file").upload({file}, soon());
    CHECK(co_await t.ask("document.querySelector('#file').files[0].name") == "\"note.txt\"");
    std::vector<std::string> origins{t.server.url("")};
    std::vector<std::string> arguments{"\"geheim\""};
    CHECK(co_await t.page.main_frame().evaluate_at(origins, "word => word.length", arguments, soon()) == "6");
  });
}

TEST_CASE("a document of another origin is given nothing") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("note.txt", "x");
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/elsewhere", backoffice::HttpResponse::html(kForm));
    co_await t.page.go_to(t.server.localhost_url("/elsewhere"), WaitUntil::kLoad, soon());
    const std::string foreign = t.server.localhost_url("");
    CHECK((co_await failure_of<OriginRefused>(bound(t, "#secret").fill("geheim", soon()))).origin() == foreign);
    CHECK((co_await failure_of<OriginRefused>(bound(t, "#secret").type("geheim", soon()))).origin() == foreign);
    CHECK((co_await failure_of<OriginRefused>(bound(t, "#pick").select_option({{.value = "b"}}, soon()))).origin() == foreign);
    CHECK((co_await failure_of<OriginRefused>(bound(t, "#file").upload({file}, soon()))).origin() == foreign);
    std::vector<std::string> origins{t.server.url("")};
    std::vector<std::string> arguments{"\"geheim\""};
    auto asked = t.page.main_frame().evaluate_at(origins, "word => { localStorage.word = word }", arguments, soon());
    CHECK((co_await failure_of<OriginRefused>(std::move(asked))).origin() == foreign);
    CHECK(co_await t.ask("document.querySelector('#secret').value + document.querySelector('#file').files.length + localStorage.length") ==
          "\"00\"");
  });
}

TEST_CASE("an iframe that is swapped for a foreign one is given nothing, however often it changes") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/inner", backoffice::HttpResponse::html(std::string(kForm)));
    // Foreign and own documents take turns in the same iframe for as long as we look.
    co_await t.show("<iframe id=f></iframe><script>let turn = 0; const urls = ['" + t.server.localhost_url("/inner") + "', '" +
                    t.server.url("/inner") +
                    "']; const frame = document.querySelector('#f');"
                    "frame.onload = () => setTimeout(() => { frame.src = urls[++turn % 2]; }, turn % 7); frame.src = urls[0];</script>");
    const FrameLocator frame(t.page.main_frame(), Selector::parse("#f"));
    const Locator secret = frame.locator(Selector::parse("#secret")).only_at({t.server.url("")});
    int filled = 0;
    int refused = 0;
    for (int round = 0; round < 40; ++round) {
      try {
        if (round % 2 == 0)
          co_await secret.fill("geheim", soon());
        else
          co_await secret.type("geheim", soon());
        ++filled;
      } catch (const OriginRefused&) {
        ++refused;
      } catch (const ElementError&) {
        // It was gone at the moment.
      } catch (const FrameDetached&) {
      }
    }
    CHECK(filled > 0);
    CHECK(refused > 0);
    // The foreign document has noted everything that was ever put into it.
    co_await t.page.go_to(t.server.localhost_url("/inner"), WaitUntil::kLoad, soon());
    CHECK(co_await t.ask("localStorage.length") == "0");
  });
}

TEST_CASE("a page may move the focus from box to box while a code is typed, but not out of its document") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<input maxlength=1><input maxlength=1><input maxlength=1>"
        "<script>const boxes = [...document.querySelectorAll('input')];"
        "boxes.forEach((box, i) => box.oninput = () => setTimeout(() => boxes[i + 1] && boxes[i + 1].focus()))</script>");
    co_await bound(t, "input >> nth=0").type("123", soon());
    CHECK(co_await t.ask("boxes.map(box => box.value).join()") == "\"1,2,3\"");

    t.server.handle("GET", "/trap", backoffice::HttpResponse::html("<!doctype html><input autofocus oninput='localStorage.x = value'>"));
    co_await t.show("<input id=code><iframe src='" + t.server.localhost_url("/trap") +
                    "'></iframe><script>code.oninput = () => document.querySelector('iframe').focus()</script>");
    const auto refused = co_await failure_of<ActionRefused>(bound(t, "#code").type("123", soon()));
    CHECK(refused.last_state().find("the focus went from <input id=code> to <iframe") != std::string::npos);
    CHECK(co_await t.find("#code").input_value(soon()) == "1");
  });
}

TEST_CASE("typing that makes the page go on has succeeded") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/next", backoffice::HttpResponse::html("<h1>Signed in</h1>"));
    co_await t.show("<input id=code oninput=\"if (value.length == 3) location = '/next'\">");
    co_await bound(t, "#code").type("123", soon());
    co_await t.page.wait_for_url(UrlPattern::containing("/next"), soon());
  });
}

TEST_CASE("a document without an address has the origin of the one around it, a sandboxed one has none") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<iframe id=inside srcdoc='<input>'></iframe><iframe id=boxed sandbox=allow-scripts srcdoc='<input>'></iframe>");
    const FrameLocator inside(t.page.main_frame(), Selector::parse("#inside"));
    co_await inside.locator(Selector::parse("input")).only_at({t.server.url("")}).fill("x", soon());
    const FrameLocator boxed(t.page.main_frame(), Selector::parse("#boxed"));
    const auto refused =
        co_await failure_of<OriginRefused>(boxed.locator(Selector::parse("input")).only_at({t.server.url("")}).fill("x", soon()));
    CHECK(refused.origin() == "null");
  });
}

}  // namespace
}  // namespace nightporter::engine
