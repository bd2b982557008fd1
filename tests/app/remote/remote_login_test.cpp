#include "app/remote/remote_login.h"

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "engine/element/keyboard.h"
#include "engine/element/mouse.h"
#include "tests/app/remote/remote_person.h"
#include "tests/support/browser_session.h"
#include "tests/support/http_client.h"

namespace nightporter::app {
namespace {

using namespace std::chrono_literals;
using test::BrowserSession;
using test::Device;
using test::RemotePerson;

/// For each step: two browsers on one busy machine take their time, and the sum of many steps says nothing.
Deadline soon() {
  return Deadline::after(30s);
}

/// The remote browser shows `html`; a person comes with the link and does what `body` says.
struct Scene {
  BrowserSession& browser;
  RemoteLogin& login;
  RemotePerson& person;
};

void on_remote_page(std::string html, Device device, std::function<awaitable<void>(Scene&)> body,
                    RemoteEnding ending = RemoteEnding::kSignedIn) {
  test::with_browser(
      [&](BrowserSession& session) -> awaitable<void> {
        co_await session.show(
            "<!DOCTYPE html><meta charset=utf-8><style>body{margin:0}.at{position:absolute;width:200px;height:40px}</style>" + html);
        std::string visitor;
        RemoteLogin login(co_await boost::asio::this_coro::executor,
                          {.words = {.site = "TumbleDry", .store = "UttamNagar", .label = "td/a668", .expected = "It closes by itself."}},
                          [&visitor](std::string from) { visitor = std::move(from); });
        std::unique_ptr<RemotePerson> person;
        const auto work = [&]() -> awaitable<void> {
          person = co_await RemotePerson::come(login.link().reveal(), device);
          CHECK(visitor == "127.0.0.1");
          Scene scene{session, login, *person};
          co_await body(scene);
        };
        co_await login.show_while(*session.context, work(), Deadline::after(10min));
        co_await login.end(ending, soon());
        co_await person->sees("!document.querySelector('#end').hidden");
        co_await person->leave();
      },
      {.launch = {.extra_flags = {"--force-device-scale-factor=2"}}, .context = {}});
}

TEST_CASE("mouse, keys and pasted text reach the remote page, which is shown with its costs") {
  on_remote_page(
      "<input class=at style='left:40px;top:40px'><button class=at style='left:40px;top:140px' onclick=\"done=document.querySelector("
      "'input').value\">Go</button><body style='height:3000px'>",
      Device::kDesktop, [](Scene& scene) -> awaitable<void> {
        engine::Page& remote = *scene.browser.page;
        co_await scene.person.press_at({.x = 100, .y = 60});
        co_await remote.wait_for_function("document.activeElement.tagName === 'INPUT'", soon());
        co_await scene.person.type("Zoë 7!x");
        co_await scene.person.press_key("Backspace");
        co_await scene.person.page().evaluate(
            "() => { const clipboardData = new DataTransfer(); clipboardData.setData('text/plain', 'pasted'); "
            "document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData})); }",
            soon());
        co_await scene.person.press_at({.x = 100, .y = 160});
        const std::string done = co_await remote.wait_for_function("globalThis.done", soon());
        CHECK(done == R"("Zo\u00eb 7!pasted")");
        co_await scene.person.page().mouse().wheel({.x = 600, .y = 400}, 0, 600, soon());
        co_await remote.wait_for_function("scrollY > 300", soon());
        co_await scene.person.sees("document.querySelector('#picture').width === document.querySelector('#picture').clientWidth");
        co_await scene.person.sees("/^[0-9]+$/.test(document.querySelector('#latency').textContent)");
        co_await scene.person.sees("document.querySelector('#host').textContent === '" + scene.browser.server.url("").substr(7) + "'");
      });
}

TEST_CASE("the page has the size of the room for it, and the whole of a phone's") {
  on_remote_page("<button class=at style='right:10px;top:10px;width:90px' onclick='tapped=innerWidth'>Go</button>", Device::kPhone,
                 [](Scene& scene) -> awaitable<void> {
                   co_await scene.browser.page->wait_for_function("innerWidth === 390", soon());
                   co_await scene.person.sees("document.querySelector('#picture').getBoundingClientRect().width === 390");
                   co_await scene.person.sees("document.querySelector('#picture').width === 780");  // as finely as its screen has it
                   co_await scene.person.press_at({.x = 330, .y = 30});
                   CHECK(co_await scene.browser.page->wait_for_function("globalThis.tapped", soon()) == "390");
                   co_await scene.person.find("css=#wide").click(engine::ClickOptions(), soon());
                   co_await scene.browser.page->wait_for_function("innerWidth === 1100", soon());
                 });
}

TEST_CASE("on a phone, a finger on a field brings up the keyboard that fits, and what that writes arrives") {
  on_remote_page("<input class=at style='left:20px;top:40px' inputmode=numeric autocomplete=one-time-code>", Device::kPhone,
                 [](Scene& scene) -> awaitable<void> {
                   engine::Page& mine = scene.person.page();
                   // Until our page knows where the fields are, a finger is only a finger.
                   co_await scene.person.sees(
                       "document.querySelector('#keys').inputMode === 'numeric' || void "
                       "document.querySelector('#picture').dispatchEvent(new PointerEvent('pointerdown', {pointerType: "
                       "'touch', pointerId: 5, clientX: 60, clientY: document.querySelector('#picture')"
                       ".getBoundingClientRect().y + 60})) || void document.querySelector('#picture')"
                       ".dispatchEvent(new PointerEvent('pointerup', {pointerType: 'touch', pointerId: 5, clientX: 60, "
                       "clientY: document.querySelector('#picture').getBoundingClientRect().y + 60}))");
                   co_await scene.person.sees("document.activeElement.id === 'keys'");
                   CHECK(co_await mine.evaluate("document.querySelector('#keys').autocomplete", soon()) == "\"one-time-code\"");
                   co_await scene.browser.page->wait_for_function("document.activeElement.tagName === 'INPUT'", soon());
                   co_await mine.keyboard().insert_text("4711", soon());
                   co_await scene.browser.page->wait_for_function("document.querySelector('input').value === '4711'", soon());
                   // As on-screen keyboards delete: not by a key, but in the field.
                   co_await mine.evaluate("void document.execCommand('delete')", soon());
                   co_await scene.browser.page->wait_for_function("document.querySelector('input').value === '471'", soon());
                 });
}

TEST_CASE("a list of the page is offered by ours, with the mouse and with keys") {
  on_remote_page(
      "<select class=at style='left:40px;top:40px' aria-label=City onchange='chosen=value'><option>Delhi<option>Goa<option disabled>"
      "Kochi</select>",
      Device::kDesktop, [](Scene& scene) -> awaitable<void> {
        // Until our page knows where the fields are, the mouse looks the same everywhere.
        co_await scene.person.sees(
            "(document.querySelector('#picture').dispatchEvent(new PointerEvent('pointermove', {clientX: document.querySelector("
            "'#picture').getBoundingClientRect().x + 100, clientY: document.querySelector('#picture').getBoundingClientRect().y + "
            "60})), document.querySelector('#picture').style.cursor === 'pointer')");
        co_await scene.person.press_at({.x = 100, .y = 60});
        co_await scene.person.keep_picture("list");
        co_await scene.person.find("role=option[name=\"Goa\"]").click(engine::ClickOptions(), soon());
        CHECK(co_await scene.browser.page->wait_for_function("globalThis.chosen", soon()) == "\"Goa\"");
        CHECK_FALSE(co_await scene.person.find("css=#choices").is_visible(soon()));
        // Not before our page knows that the list has the focus: Enter would go to the site, which opens a list of its own.
        co_await scene.person.sees("document.activeElement.id === 'keys' && document.activeElement.inputMode === 'text'");
        co_await scene.person.press_key("Enter");
        co_await scene.person.sees("!document.querySelector('#choices').hidden");
        co_await scene.person.press_key("ArrowUp");
        co_await scene.person.press_key("Enter");
        co_await scene.browser.page->wait_for_function("chosen === 'Delhi'", soon());
      });
}

TEST_CASE("dialogs of the page are the person's to answer, and files are refused with a message") {
  on_remote_page("<input type=file class=at style='left:40px;top:40px'>", Device::kDesktop, [](Scene& scene) -> awaitable<void> {
    engine::Page& remote = *scene.browser.page;
    const Deadline deadline = soon();
    co_await remote.evaluate("void setTimeout(() => answer = confirm('Stay signed in?'))", deadline);
    co_await scene.person.sees("document.querySelector('#question-text').textContent === 'Stay signed in?'");
    co_await scene.person.find("css=#question-yes").click(engine::ClickOptions(), deadline);
    CHECK(co_await remote.wait_for_function("globalThis.answer", deadline) == "true");
    co_await remote.evaluate("void setTimeout(() => shop = prompt('Which shop?', 'a668'))", deadline);
    co_await scene.person.sees("document.querySelector('#question-answer').value === 'a668'");
    co_await scene.person.find("css=#question-answer").fill("a817", deadline);
    co_await scene.person.press_key("Enter");
    CHECK(co_await remote.wait_for_function("globalThis.shop", deadline) == "\"a817\"");
    co_await scene.person.press_at({.x = 60, .y = 50});
    co_await scene.person.sees("document.querySelector('#notice').textContent.startsWith('Files cannot be sent')");
  });
}

TEST_CASE("a new window of the site is shown while it is open, and the first page again after it") {
  on_remote_page("<a class=at style='left:40px;top:40px' href=/popup target=_blank>Other way in</a>", Device::kDesktop,
                 [](Scene& scene) -> awaitable<void> {
                   scene.browser.server.handle("GET", "/popup",
                                               backoffice::HttpResponse::html("<button style='position:absolute;left:0;top:0;width:300px;"
                                                                              "height:100px' onclick='window.close()'>Done</button>"));
                   co_await scene.person.press_at({.x = 60, .y = 50});
                   co_await scene.person.sees("document.querySelector('#host').textContent.endsWith('(new window)')");
                   REQUIRE(scene.browser.context->pages().size() == 2);
                   engine::Page& popup = *scene.browser.context->pages().back();
                   co_await popup.wait_for_function("innerHeight < 800 && document.querySelector('button')", soon());
                   co_await scene.person.press_at({.x = 100, .y = 50});
                   co_await scene.person.sees("!document.querySelector('#host').textContent.endsWith('(new window)')");
                   CHECK(scene.browser.context->pages().size() == 1);
                 });
}

TEST_CASE("the page may be loaded again, and the tab opened last is the one that goes on") {
  on_remote_page("<body>", Device::kDesktop, [](Scene& scene) -> awaitable<void> {
    engine::Page& first = scene.person.page();
    co_await first.reload(engine::WaitUntil::kLoad, soon());
    co_await scene.person.is_connected();
    engine::Page* second = co_await first.context().new_page(soon());
    co_await second->go_to(first.url(), engine::WaitUntil::kLoad, soon());
    co_await second->wait_for_function("document.body.dataset.state === 'live'", soon());
    co_await scene.person.sees("document.querySelector('#end-title').textContent === 'Open in another tab'");
    co_await second->close(soon());
  });
}

TEST_CASE("who has no cookie gets a 404 that tells nothing, whatever is asked for") {
  on_remote_page("<body>", Device::kDesktop, [](Scene& scene) -> awaitable<void> {
    const std::string link = scene.login.link().reveal();
    const std::string origin = link.substr(0, link.find("/enter/"));
    co_await on_worker([&link, &origin] {
      test::HttpClient client;
      for (const std::string& url : {link, origin + "/", origin + "/enter/0", origin + "/view", origin + "/remote.js"}) {
        const test::HttpReply reply = client.get(url);
        INFO(url);
        CHECK(reply.status == 404);
        CHECK(reply.body.empty());
      }
      const test::HttpReply socket = client.get(origin + "/view", {{"Connection", "Upgrade"},
                                                                   {"Upgrade", "websocket"},
                                                                   {"Origin", origin},
                                                                   {"Sec-WebSocket-Version", "13"},
                                                                   {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}});
      CHECK(socket.status == 404);
      CHECK(client.get(origin + "/" + std::string(20000, 'x')).status != 200);
    });
  });
}

}  // namespace
}  // namespace nightporter::app
