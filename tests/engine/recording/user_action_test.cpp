#include "engine/recording/user_action.h"

#include <catch2/catch.hpp>

#include "engine/browser/frame.h"
#include "engine/element/keyboard.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using Kind = UserAction::Kind;
using test::BrowserSession;
using test::BrowserSetting;
using test::soon;

/// A browser whose pages are watched while a person, played by trusted input, works in them.
struct Watched {
  BrowserSession& session;
  std::vector<UserAction>& seen;

  Locator find(const std::string& selector) { return session.page->locator(Selector::parse(selector)); }
  awaitable<void> click(std::string selector) { co_await find(selector).click({}, soon()); }
  awaitable<void> type(std::string selector, std::string text) { co_await find(selector).type(text, soon()); }
  awaitable<void> press(std::string key) { co_await session.page->keyboard().press(key, soon()); }
  /// What was done since the last call; documents that begin to be watched are left out.
  awaitable<std::vector<UserAction>> done() {
    co_await session.page->evaluate("1", soon());  // its reply comes after every report before it
    std::vector<UserAction> actions = std::exchange(seen, {});
    std::erase_if(actions, [](const UserAction& action) { return action.kind == Kind::kWatching; });
    co_return actions;
  }
};

void watch(std::function<awaitable<void>(Watched&)> body, LaunchOptions launch = {}) {
  std::vector<UserAction> seen;
  BrowserSetting setting{.launch = std::move(launch), .context = {}};
  setting.context.on_user_action = [&seen](const UserAction& action) { seen.push_back(action); };
  test::with_browser(
      [&](BrowserSession& session) -> awaitable<void> {
        Watched watched{session, seen};
        co_await body(watched);
      },
      setting);
}

using List = std::vector<std::string>;

TEST_CASE("what a person does is noticed, with selectors of which each finds that element alone") {
  watch([](Watched& w) -> awaitable<void> {
    co_await w.session.show(
        "<h1>Orders</h1><label>From date <input id=from></label><label>Day <input type=date id=day></label>"
        "<label>Store <select id=store><option value=1>North<option value=2>South</select></label>"
        "<label><input type=checkbox id=all> All</label><div contenteditable id=note></div>"
        "<button>Edit</button><button>Edit</button><a href='#x'>Export</a><button data-testid=go>Go</button>");
    co_await w.done();
    co_await w.type("css=#from", "12/11/2025");
    co_await w.click("css=a");
    auto actions = co_await w.done();
    REQUIRE(actions.size() == 3);
    CHECK(actions[0].kind == Kind::kFill);
    CHECK(actions[0].value == "12/11/2025");
    CHECK(actions[0].selectors == List{"label=\"From date\"", "css=#from", "xpath=//*[@id=\"from\"]"});
    CHECK(actions[0].names == List{"from", "From date"});
    CHECK(actions[1].kind == Kind::kClick);
    CHECK(actions[1].selectors.front() == "role=link[name=\"Export\"s]");
    CHECK(actions[2].kind == Kind::kMoved);
    for (const UserAction& action : actions)
      for (const std::string& selector : action.selectors) {
        INFO(selector);
        CHECK(co_await w.find(selector).count(soon()) == 1);
      }

    co_await w.click("css=button >> nth=1");
    actions = co_await w.done();
    REQUIRE(actions.size() == 1);
    CHECK(actions[0].selectors == List{"css=body > button:nth-of-type(2)", "xpath=/html/body/button[2]"});

    co_await w.click("css=#all");
    co_await w.click("testid=go");
    co_await w.type("css=#note", "hello");
    co_await w.press("Escape");
    actions = co_await w.done();
    REQUIRE(actions.size() == 4);
    CHECK(actions[0].kind == Kind::kCheck);
    CHECK(actions[1].selectors.front() == "testid=\"go\"");
    CHECK(actions[2].value == "hello");
    CHECK(actions[3].key == "Escape");

    co_await w.find("css=#store").focus(soon());
    co_await w.press("ArrowDown");
    actions = co_await w.done();
    REQUIRE(actions.size() == 1);
    CHECK(actions[0].kind == Kind::kSelect);
    CHECK(actions[0].options == List{"South"});
    CHECK(actions[0].values == List{"2"});
  });
}

TEST_CASE("a click on the room between things is not told, one on what only a script knows to be a button is") {
  watch([](Watched& w) -> awaitable<void> {
    co_await w.session.show("<form style='padding:60px'><p>Text</p></form><div id=made style='cursor:pointer'><b>Go</b><i>!</i></div>");
    co_await w.done();
    co_await w.find("css=form").click({.position = Point{5, 5}}, soon());
    CHECK((co_await w.done()).empty());
    co_await w.find("css=#made").click({.position = Point{600, 5}}, soon());
    const auto actions = co_await w.done();
    REQUIRE(actions.size() == 1);
    CHECK(actions[0].element == "<div id=made>");
  });
}

TEST_CASE("Enter in a field is told once, after what was typed, and not as the click that it causes") {
  watch([](Watched& w) -> awaitable<void> {
    co_await w.session.show("<form onsubmit='return false'><input id=q><button>Search</button></form>");
    co_await w.done();
    co_await w.type("css=#q", "shirt");
    co_await w.press("Enter");
    const auto actions = co_await w.done();
    REQUIRE(actions.size() == 2);
    CHECK(actions[0].kind == Kind::kFill);
    CHECK(actions[1].kind == Kind::kPress);
    CHECK(actions[1].key == "Enter");
    co_await w.find("css=button").focus(soon());
    co_await w.press("Enter");
    const auto pressed = co_await w.done();
    REQUIRE(pressed.size() == 1);
    CHECK(pressed[0].kind == Kind::kClick);
  });
}

TEST_CASE("the content of a secret's field is never read, not even while the page shows it") {
  const test::TemporaryFolder folder;
  LaunchOptions launch;
  launch.wire_log = folder / "wire.log";
  watch(
      [](Watched& w) -> awaitable<void> {
        co_await w.session.show(
            "<input type=password id=a><input id=b autocomplete=one-time-code><input id=c style='-webkit-text-security: disc'>"
            "<label>PIN <input id=d></label><input type=password id=shown><button onclick=\"shown.type='text'\">Show</button>");
        co_await w.done();
        for (const char* field : {"css=#a", "css=#b", "css=#c", "css=#d", "css=#shown"}) co_await w.type(field, "CANARY");
        co_await w.click("css=button");
        co_await w.type("css=#shown", "CANARY");
        co_await w.press("Enter");
        int secrets = 0;
        for (const UserAction& action : co_await w.done()) {
          CHECK(action.value.empty());
          secrets += action.is_secret ? 1 : 0;
        }
        CHECK(secrets == 6);
      },
      launch);
  // The value of the field, which goes to Chrome key by key here, never comes back.
  CHECK_THAT(test::read_file(folder / "wire.log"), !Catch::Contains("CANARY"));
}

TEST_CASE("what happens in frames and popups is noticed, with the frame and the page that it happened in") {
  watch([](Watched& w) -> awaitable<void> {
    backoffice::HttpServer other;
    other.handle("GET", "/inner", backoffice::HttpResponse::html("<button id=in>Inner</button>"));
    w.session.server.handle("GET", "/popup", backoffice::HttpResponse::html("<button>Yes</button>"));
    w.session.server.handle("GET", "/near", backoffice::HttpResponse::html("<button id=near>Near</button>"));
    std::string url = other.url("/inner");
    url.replace(url.find("127.0.0.1"), 9, "localhost");
    co_await w.session.show("<iframe name=far src='" + url +
                            "'></iframe><iframe id=close src='/near'></iframe><a href='/popup' target=_blank>Open</a>");
    co_await w.done();
    co_await w.session.page->main_frame()
        .frame_locator(Selector::parse("css=iframe[name=far]"))
        .locator(Selector::parse("css=#in"))
        .click({}, soon());
    co_await w.session.page->main_frame()
        .frame_locator(Selector::parse("css=#close"))
        .locator(Selector::parse("css=#near"))
        .click({}, soon());
    co_await w.click("css=a");
    while (w.session.context->pages().size() < 2) co_await w.session.page->evaluate("new Promise(done => setTimeout(done, 20))", soon());
    Page* popup = w.session.context->pages().back();
    co_await popup->locator(Selector::parse("text=Yes")).click({}, soon());
    co_await popup->evaluate("1", soon());
    std::vector<UserAction> clicks = co_await w.done();
    std::erase_if(clicks, [](const UserAction& action) { return action.kind != Kind::kClick; });
    REQUIRE(clicks.size() == 4);
    CHECK(clicks[0].selectors.front() == "role=button[name=\"Inner\"s]");
    CHECK(clicks[0].frame->parent() == &w.session.page->main_frame());
    CHECK(co_await selectors_of_owner(*clicks[0].frame, soon()) == List{"css=iframe[name=\"far\"]", "xpath=/html/body/iframe[1]"});
    CHECK((co_await selectors_of_owner(*clicks[1].frame, soon())).front() == "css=#close");
    CHECK(clicks[2].page == w.session.page);
    CHECK(clicks[3].page == popup);
  });
}

TEST_CASE("an address that the person gives is told apart from where the page goes by itself") {
  watch([](Watched& w) -> awaitable<void> {
    w.session.server.handle("GET", "/next", backoffice::HttpResponse::html("<h1>Next</h1>"));
    co_await w.session.show("<a href='/next'>Next</a>");
    auto actions = co_await w.done();
    REQUIRE(!actions.empty());
    CHECK(actions.back().kind == Kind::kGoTo);
    CHECK(actions.back().value == w.session.server.url("/"));
    co_await w.click("css=a");
    co_await w.session.page->wait_for_url(UrlPattern::parse("**/next"), soon());
    actions = co_await w.done();
    REQUIRE(actions.size() == 2);
    CHECK(actions[1].kind == Kind::kNavigated);
    CHECK(actions[1].value == w.session.server.url("/next"));
  });
}

TEST_CASE("an element below a shadow root is found again") {
  watch([](Watched& w) -> awaitable<void> {
    co_await w.session.show(
        "<my-a></my-a><my-a></my-a><script>customElements.define('my-a', class extends HTMLElement { connectedCallback() {"
        "this.attachShadow({mode: 'open'}).innerHTML = '<p><i tabindex=0>x</i></p>'; } })</script>");
    co_await w.done();
    co_await w.click("css=my-a >> nth=1 >> css=i");
    const auto actions = co_await w.done();
    REQUIRE(actions.size() == 1);
    REQUIRE(actions[0].selectors.size() == 1);
    CHECK(co_await w.find(actions[0].selectors[0]).count(soon()) == 1);
    CHECK_THAT(actions[0].selectors[0], Catch::EndsWith(">> nth=1"));
  });
}

TEST_CASE("what is no report of ours is passed over") {
  for (const char* text : {"", "x", "[]", "{}", R"({"kind":"dance"})", R"({"kind":7})"}) CHECK_FALSE(read_user_action(text).has_value());
  const auto action = read_user_action(R"({"kind":"click","selectors":["css=a",5],"button":2,"more":{}})");
  REQUIRE(action);
  CHECK(action->selectors == List{"css=a"});
  CHECK(action->button == MouseButton::kRight);
}

}  // namespace
}  // namespace nightporter::engine
