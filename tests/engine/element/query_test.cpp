#include <catch2/catch.hpp>

#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::refusal_of;
using test::shortly;
using test::soon;

// The ids of what a selector finds, in order: "a b".
awaitable<std::string> ids(ChromeTest& t, std::string selector) {
  const std::size_t count = co_await t.find(selector).count(soon());
  std::string found;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = co_await t.find(selector).nth(static_cast<int>(i)).attribute("id", soon());
    found += (i ? " " : "") + id.value_or("?");
  }
  co_return found;
}

TEST_CASE("A26 several matches are an error that tells them apart", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<button id=x>Export</button><div><button data-testid=y>Export</button><button>Export all</button></div>");
    const auto error = co_await failure_of<ElementNotUnique>(t.find("role=button[name=\"Export\"]").click({}, soon()));
    CHECK(error.last_state() == "3 elements match: #x <button id=x>; testid=y <button>; role=button[name=\"Export all\"] <button>");
    co_await t.find("testid=y").click({}, soon());
    co_await t.find("role=button[name=\"Export all\"]").click({}, soon());
  });
}

TEST_CASE("A27 text is matched with white space folded, in the smallest element, outside of scripts", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<title>Sign in</title><script>var s = 'Sign in'</script><div id=d><p id=p>  Sign\n   <b id=b>in</b> </p></div>"
        "<span id=s>Please sign in now</span><input type=submit id=i value='Sign in'><div id=own>Log out <i>x</i></div>");
    CHECK(co_await ids(t, "text=sign in") == "p s i");
    CHECK(co_await ids(t, "text=\"Sign in\"") == "p i");
    CHECK(co_await ids(t, "text=\"sign in\"") == "");
    CHECK(co_await ids(t, "text=\"Log out\"") == "own");
    CHECK(co_await ids(t, "text='in'") == "b");
  });
}

TEST_CASE("A29 css, text, role and label see into open shadow roots", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<button id=light>Save</button><div id=h></div><script>const r = h.attachShadow({mode: 'open'}); r.innerHTML = "
        "'<button id=shadow>Save</button><label>Code <input id=code></label><div id=inner></div>';"
        "r.getElementById('inner').attachShadow({mode: 'open'}).innerHTML = '<button id=deep>Save deeper</button>'</script>");
    CHECK(co_await ids(t, "css=button") == "light shadow deep");
    CHECK(co_await ids(t, "role=button[name=\"deeper\"]") == "deep");
    CHECK(co_await ids(t, "text=\"Save deeper\"") == "deep");
    CHECK(co_await ids(t, "css=#h >> css=button") == "shadow deep");
    co_await t.find("label=Code").fill("7", soon());
    CHECK(co_await t.find("css=#code").input_value(soon()) == "7");
    co_await t.find("css=#deep").click({}, soon());
  });
}

TEST_CASE("A30 roles with names and states", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<h1 id=h1>Sales <small>today</small></h1><h2 id=h2>Sales</h2><a href=# id=a>More</a><a id=dead>More</a>"
        "<button id=img><img alt='Print'></button><button id=lab aria-label='Close dialog'>X</button><span id=t1>Pay</span><span "
        "id=t2>now</span>"
        "<button id=by aria-labelledby='t1 t2'>?</button><input type=submit id=sub><button id=hid style='display:none'>Hidden</button>"
        "<div aria-hidden=true><button id=ah>Hidden</button></div><fieldset disabled><button id=dis>Off</button></fieldset>"
        "<input type=checkbox id=c1 checked><div role=checkbox id=c2 aria-checked=mixed>Some</div><div role=tab id=tab "
        "aria-selected=true>One</div>"
        "<button id=exp aria-expanded=true>Menu</button><button id=pr aria-pressed=true>Bold</button><input id=ph placeholder='Find…'>"
        "<label for=date>From date</label><input id=date><table><tr id=row><th id=th>Name<td id=td>1</table><input type=search id=se "
        "title='Look up'>"
        "<button id=title title=Refresh><i></i></button><button id=css></button><style>#css::before { content: 'Star' }</style>");
    CHECK(co_await ids(t, "role=heading[name=\"Sales\"]") == "h1 h2");
    CHECK(co_await ids(t, "role=heading[name=\"sales\"][level=1]") == "h1");
    CHECK(co_await ids(t, "role=heading[name=\"Sales\"s]") == "h2");
    CHECK(co_await ids(t, "role=link[name=\"More\"]") == "a");
    CHECK(co_await ids(t, "role=link[name=/^mo.e$/i]") == "a");
    CHECK(co_await ids(t, "role=link[name=/^mo.e$/]") == "");
    CHECK(co_await ids(t, "role=heading[name=/today|Sales$/][level=2]") == "h2");
    CHECK(co_await ids(t, "role=button[name=\"Print\"]") == "img");
    CHECK(co_await ids(t, "role=button[name=\"close\"]") == "lab");
    CHECK(co_await ids(t, "role=button[name=\"Pay now\"s]") == "by");
    CHECK(co_await ids(t, "role=button[name=\"Submit\"]") == "sub");
    CHECK(co_await ids(t, "role=button[name=\"Hidden\"]") == "");
    CHECK(co_await ids(t, "role=button[name=\"Hidden\"][include-hidden=true]") == "hid ah");
    CHECK(co_await ids(t, "role=button[disabled=true]") == "dis");
    CHECK(co_await ids(t, "role=checkbox[checked=true]") == "c1");
    CHECK(co_await ids(t, "role=checkbox[checked=mixed]") == "c2");
    CHECK(co_await ids(t, "role=tab[selected=true]") == "tab");
    CHECK(co_await ids(t, "role=button[expanded=true]") == "exp");
    CHECK(co_await ids(t, "role=button[pressed]") == "pr");
    CHECK(co_await ids(t, "role=textbox[name=\"Find\"]") == "ph");
    CHECK(co_await ids(t, "role=textbox[name=\"From date\"s]") == "date");
    CHECK(co_await ids(t, "role=columnheader") == "th");
    CHECK(co_await ids(t, "role=row[name=\"Name 1\"]") == "row");
    CHECK(co_await ids(t, "role=searchbox[name=\"Look up\"]") == "se");
    CHECK(co_await ids(t, "role=button[name=\"Refresh\"]") == "title");
    CHECK(co_await ids(t, "role=button[name=\"Star\"]") == "css");
  });
}

TEST_CASE("A31 css is the browser's, and a mistake in it is told", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<ul><li id=l1>1<li id=l2><b>2</b><li id=l3>3</ul><p id=p>4</p>");
    CHECK(co_await ids(t, "css=li:has(b)") == "l2");
    CHECK(co_await ids(t, "p, li:not(:has(b))") == "l1 l3 p");
    CHECK(co_await ids(t, "css=li:nth-child(2 of :not(:has(b)))") == "l3");
    CHECK(co_await ids(t, "css=:is(p, li:first-child)") == "l1 p");
    CHECK(co_await ids(t, "css=ul >> css=:scope > li >> nth=0") == "l1");
    CHECK(co_await ids(t, "css=li:has-text(\"2\")") == "l2");
    CHECK(co_await ids(t, "css=ul:has-text('3') > li:not(:has(b)), p:has-text(\"4\")") == "l1 l3 p");
    CHECK(co_await ids(t, "css=li:has-text(\"1\") + li b") == "?");
    CHECK(co_await ids(t, "css=li:has-text(\"1\") ~ li:has-text(\"3\")") == "l3");
    CHECK_THAT((co_await failure_of<InvalidSelector>(t.find("css=li:has-text(2)").click({}, soon()))).what(),
               Catch::Contains("wants a text in quotation marks"));
    co_await t.ask("document.querySelector('p').id = '42', 1");
    CHECK(co_await ids(t, "css=#\\34 2") == "42");
    CHECK(co_await ids(t, "[id=\"42\"]") == "42");
    const auto error = co_await failure_of<InvalidSelector>(t.find("css=li:foo").click({}, soon()));
    CHECK(error.selector() == "css=li:foo");
    CHECK_THAT(error.what(), Catch::Contains("not a valid selector"));
  });
}

TEST_CASE("A32 selectors are chained and filtered", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<div class=card id=c1><h2>North</h2><button id=b1>Export</button></div><div class=card id=c2><h2>South</h2><button "
        "id=b2>Export</button>"
        "<button id=b3 style='display:none'>Export</button></div>");
    CHECK(co_await ids(t, ".card >> has-text=south >> role=button[name=\"Export\"]") == "b2");
    CHECK(co_await ids(t, "css=button >> nth=0") == "b1");
    CHECK(co_await ids(t, "css=button >> nth=-1") == "b3");
    CHECK(co_await ids(t, "css=button >> visible=true") == "b1 b2");
    CHECK(co_await ids(t, "css=button >> visible=false") == "b3");
    CHECK(co_await ids(t, "css=button >> nth=7") == "");
    CHECK(co_await ids(t, ".card >> has=text=South") == "c2");
    CHECK(co_await ids(t, ".card >> has-not=text=South") == "c1");
    CHECK(co_await ids(t, ".card >> has=(css=button >> visible=false)") == "c2");
    CHECK(co_await ids(t, ".card >> has-not-text=/south/i") == "c1");
    CHECK(co_await ids(t, "css=button >> has-text=/^ex/i >> nth=1") == "b2");
    const Selector card = Selector::css(".card");
    CHECK(co_await t.page.locator(card.has(Selector::parse("h2 >> text=North"))).attribute("id", soon()) == "c1");
    CHECK(co_await t.page.locator(card.has_not(Selector::parse("h2 >> text=North"))).attribute("id", soon()) == "c2");
    const Locator south = t.find(".card").nth(1);
    CHECK(co_await south.locator(Selector::parse("css=button")).count(soon()) == 2);
    CHECK(co_await t.find("css=button").within(south).first().attribute("id", soon()) == "b2");
    CHECK(co_await t.find("css=button").last().attribute("id", soon()) == "b3");
  });
}

TEST_CASE("A34 fields and pictures are found by what people call them", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<label for=a>User name</label><input id=a><label>Store <select id=b><option>Label trap</select></label>"
        "<span id=s>Coupon</span><input id=c aria-labelledby=s><input id=d aria-label='Phone number'><input id=e placeholder='dd/mm/yyyy'>"
        "<img id=f alt='Company logo'><a id=g title='Go home'></a><p id=h data-testid=total>1</p><label "
        "for=i>Pass<b>word</b></label><input id=i type=password>"
        "<label>Accept <input type=hidden><input type=checkbox id=k></label>");
    CHECK(co_await ids(t, "label=user name") == "a");
    CHECK(co_await ids(t, "label=\"Store\"") == "b");
    CHECK(co_await ids(t, "label=trap") == "");
    CHECK(co_await ids(t, "label=Coupon") == "c");
    CHECK(co_await ids(t, "label=phone") == "d");
    CHECK(co_await ids(t, "label=\"Password\"") == "i");
    CHECK(co_await ids(t, "label=Accept") == "k");
    CHECK(co_await ids(t, "placeholder=DD/MM") == "e");
    CHECK(co_await ids(t, "alt=logo") == "f");
    CHECK(co_await ids(t, "title=\"Go home\"") == "g");
    CHECK(co_await ids(t, "testid=total") == "h");
    CHECK(co_await ids(t, "testid=tot") == "");
  });
}

TEST_CASE("A34 the attribute of test ids can be chosen", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/page", backoffice::HttpResponse::html("<p id=a data-testid=total>1</p><p id=b data-qa=total>2</p>"));
    const auto context = co_await t.browser.new_context({.test_id_attribute = "data-qa"}, soon());
    Page* page = co_await context->new_page(soon());
    co_await page->go_to(t.server.url("/page"), WaitUntil::kLoad, soon());
    CHECK(co_await page->locator(Selector::with_test_id("total")).attribute("id", soon()) == "b");
    co_await context->close(soon());
  });
}

TEST_CASE("A35 xpath finds elements, also below another element, and nothing else", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<div id=x><p id=p1>one</p></div><div id=y><p id=p2>two</p></div>");
    CHECK(co_await ids(t, "//p") == "p1 p2");
    CHECK(co_await ids(t, "(//p)[2]") == "p2");
    CHECK(co_await ids(t, "css=#y >> //p") == "p2");
    CHECK(co_await ids(t, "xpath=//p[text()='two']/..") == "y");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("//p/text()").click({}, soon()))).what(), Catch::Contains("must find elements"));
  });
}

TEST_CASE("alternatives are tried in order, and the one that matched is told") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<div id=bar><button id=new>Download</button></div>");
    const std::vector<Selector> alternatives{Selector::parse("#old"), Selector::parse("role=button[name=\"Export\"]"),
                                             Selector::parse("text=Download")};
    const Locator button = t.page.locator(alternatives);
    ElementMatch match = co_await button.click({}, soon());
    CHECK(match.alternative == 2);
    CHECK(match.element == "<button id=new>");
    match = co_await button.within(t.find("css=#bar")).click({}, soon());
    CHECK(match.alternative == 2);
    CHECK(button.describe() == "#old or role=button[name=\"Export\"] or text=Download");

    co_await t.show("<button>Show</button><a href=#>Exports</a>");
    const auto error =
        co_await refusal_of<ElementNotFound>([&](Deadline deadline) { return t.page.locator(alternatives).click({}, deadline); });
    CHECK(error.last_state() == "no element matches any of 3 selectors; closest: role=link[name=\"Exports\"]");
    CHECK(error.action() == "click");

    co_await t.show("<a href=#>Help</a><button>Sign out</button><button>Search</button>");
    const auto unlike =
        co_await refusal_of<ElementNotFound>([&](Deadline deadline) { return t.find("role=button[name=\"Go\"]").click({}, deadline); });
    CHECK(unlike.last_state() == "no element matches; closest: role=button[name=\"Sign out\"], role=button[name=\"Search\"]");
  });
}

TEST_CASE("states are waited for") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<p id=p>x</p><script>const later = (ms, what) => setTimeout(what, ms); later(200, () => p.hidden = true);"
        "later(400, () => p.remove()); later(600, () => { const q = document.createElement('p'); q.id = 'q'; q.hidden = true; "
        "document.body.append(q) });"
        "later(800, () => { q.hidden = false; q.textContent = 'now' })</script>");
    co_await t.find("#p").wait_for(ElementState::kHidden, soon());
    co_await t.find("#p").wait_for(ElementState::kDetached, soon());
    co_await t.find("#q").wait_for(ElementState::kAttached, soon());
    CHECK_FALSE(co_await t.find("#q").is_visible(soon()));
    co_await t.find("#q").wait_for(ElementState::kVisible, soon());
    CHECK(co_await t.find("#q").is_visible(soon()));
    CHECK(co_await t.find("#none").is_visible(soon()) == false);
    co_await failure_of<ElementStillThere>(t.find("#q").wait_for(ElementState::kDetached, shortly()));
    co_await failure_of<ElementStillThere>(t.find("#q").wait_for(ElementState::kHidden, shortly()));
    co_await refusal_of<ElementNotFound>([&](Deadline deadline) { return t.find("#none").wait_for(ElementState::kVisible, deadline); });
  });
}

TEST_CASE("an element is asked for its text, value, attributes, box and picture") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<body style='margin:0'><div id=d style='position:absolute;left:10px;top:2000px;width:40px;height:30px;background:red'>a<b "
        "hidden>b</b></div>"
        "<input id=i value=v disabled><ul><li>1<li>2</ul>");
    CHECK(co_await t.find("#d").text_content(soon()) == "ab");
    CHECK(co_await t.find("#d").inner_text(soon()) == "a");
    CHECK(co_await t.find("#i").input_value(soon()) == "v");
    CHECK_FALSE(co_await t.find("#i").is_enabled(soon()));
    CHECK(co_await t.find("#i").attribute("id", soon()) == "i");
    CHECK((co_await t.find("#i").attribute("none", soon())) == std::nullopt);
    CHECK(co_await t.find("li").all_inner_texts(soon()) == std::vector<std::string>{"1", "2"});
    const Box box = co_await t.find("#d").bounding_box(soon());
    CHECK(box.x == 10);
    CHECK(box.width == 40);
    CHECK(box.height == 30);
    const std::string png = co_await t.find("#d").screenshot(soon());
    REQUIRE(png.size() > 24);
    CHECK(png.substr(1, 3) == "PNG");
    CHECK(static_cast<unsigned char>(png[19]) == 40);  // width and height in the header
    CHECK(static_cast<unsigned char>(png[23]) == 30);
  });
}

}  // namespace
}  // namespace nightporter::engine
