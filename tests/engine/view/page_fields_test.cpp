#include "engine/view/page_fields.h"

#include <catch2/catch.hpp>

#include "cdp/async/signal.h"
#include "engine/browser/dialogs.h"
#include "tests/engine/chrome_fixture.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::in_chrome;
using test::soon;
using Kind = PageField::Kind;

TEST_CASE("the fields in sight are told with place, label and keyboard, and never with what is in them") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show(
        "<style>body{margin:0}input,select{position:absolute;left:10px;width:100px;height:20px}</style>"
        "<label>Mail <input style='top:10px' type=email value=someone></label><input style='top:50px' type=password aria-label=Secret>"
        "<input style='top:90px' inputmode=numeric autocomplete=one-time-code placeholder=Code><input type=hidden>"
        "<input style='top:130px' type=file><input style='top:160px' type=checkbox><input style='top:9000px'>"
        "<input style='top:200px;visibility:hidden'>");
    co_await chrome.ask("document.querySelector('[type=password]').focus()");
    const auto fields = co_await visible_fields(chrome.page, soon());
    REQUIRE(fields.size() == 4);
    CHECK(fields[0].label == "Mail");
    CHECK(fields[0].keyboard == "email");
    CHECK_FALSE(fields[0].is_focused);
    CHECK(fields[1].is_secret);
    CHECK(fields[1].is_focused);
    CHECK(fields[1].label == "Secret");
    CHECK(fields[1].box.y == 50);
    CHECK(fields[2].keyboard == "numeric");
    CHECK(fields[2].is_code);
    CHECK(fields[3].kind == Kind::kFile);
  });
}

TEST_CASE("a drop-down list in a frame is offered with its options, and the choice is made as by a person") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    const auto html = [](std::string body) { return backoffice::HttpResponse::html("<!DOCTYPE html>" + body); };
    chrome.server.handle("GET", "/inner",
                         html("<body style='margin:0'><select style='position:absolute;left:7px;top:11px;width:90px;height:20px' "
                              "onchange='parent.chosen=this.value'><option value=1>Delhi<optgroup label=South><option value=2>Goa"
                              "<option value=3 disabled>Kochi</optgroup></select>"));
    co_await chrome.show("<iframe src=/inner style='position:absolute;left:100px;top:50px;border:3px solid;padding:2px'></iframe>");
    const auto fields = co_await visible_fields(chrome.page, soon());
    REQUIRE(fields.size() == 1);
    const PageField& field = fields[0];
    CHECK(field.kind == Kind::kSelect);
    CHECK(field.box.x == 112);
    CHECK(field.box.y == 66);
    REQUIRE(field.options.size() == 3);
    CHECK(field.options[1].text == "Goa");
    CHECK(field.options[1].group == "South");
    CHECK(field.options[2].is_disabled);
    CHECK(field.selected == 0);
    CHECK(co_await choose_option(chrome.page, field.frame, field.number, 1, soon()));
    CHECK(co_await chrome.ask("chosen") == "\"2\"");
    CHECK_FALSE(co_await choose_option(chrome.page, field.frame, field.number, 9, soon()));
    co_await chrome.ask("document.querySelector('iframe').remove()");
    CHECK_FALSE(co_await choose_option(chrome.page, field.frame, field.number, 0, soon()));
  });
}

TEST_CASE("the field with the focus is brought into sight") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show("<body style='height:6000px'><input style='position:absolute;top:3000px'>");
    co_await chrome.ask("document.querySelector('input').focus({preventScroll: true})");
    CHECK(co_await chrome.ask("scrollY") == "0");
    co_await show_focused_field(chrome.page, soon());
    CHECK(co_await chrome.ask("scrollY > 2000") == "true");
  });
}

TEST_CASE("a dialog left to a person holds the page until it is answered") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show("<body>");
    Signal changed;
    Dialogs& dialogs = chrome.page.dialogs();
    dialogs.leave_open([&changed] { changed.notify_all(); });
    co_await chrome.ask("setTimeout(() => name = prompt('Which shop?', 'a668'))");
    co_await changed.wait_until([&dialogs] { return dialogs.open().has_value(); }, soon(), "a dialog");
    CHECK(dialogs.open()->message == "Which shop?");
    CHECK(dialogs.open()->default_prompt == "a668");
    chrome.page.answer_dialog(DialogAnswer::kAccept, "a817");
    co_await changed.wait_until([&dialogs] { return !dialogs.open(); }, soon(), "the end of the dialog");
    CHECK(co_await chrome.page.wait_for_function("name", soon()) == "\"a817\"");
    dialogs.leave_open({});
    CHECK(co_await chrome.ask("confirm('Sure?')") == "false");
  });
}

TEST_CASE("a page that opens or closes is announced") {
  in_chrome([](ChromeTest& chrome) -> awaitable<void> {
    co_await chrome.show("<body>");
    co_await chrome.ask("void setTimeout(() => child = open('about:blank'), 50)");
    while (chrome.context.pages().size() < 2) co_await chrome.context.pages_change(soon());
    co_await chrome.ask("void setTimeout(() => child.close(), 50)");
    while (chrome.context.pages().size() > 1) co_await chrome.context.pages_change(soon());
  });
}

}  // namespace
}  // namespace nightporter::engine
