#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/engine/chrome_fixture.h"
#include "tests/engine/refusal.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::refusal_of;
using test::soon;

TEST_CASE("A19 every kind of field takes its value", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    const std::pair<const char*, const char*> fields[] = {{"text", "Ångström & Söhne"},
                                                          {"password", "p\"a'ss"},
                                                          {"email", "a@b.example"},
                                                          {"search", "x"},
                                                          {"tel", "+91 11"},
                                                          {"url", "https://x.example"},
                                                          {"number", "-12.5"},
                                                          {"date", "2025-11-12"},
                                                          {"time", "14:30"},
                                                          {"month", "2025-11"},
                                                          {"week", "2025-W46"},
                                                          {"datetime-local", "2025-11-12T14:30"},
                                                          {"range", "70"},
                                                          {"color", "#00ff7f"}};
    std::string html;
    for (const auto& [type, value] : fields) html += std::string("<input type=") + type + " id=" + type + ">";
    co_await t.show(html + "<textarea id=area>old</textarea><div id=edit contenteditable>old <b>text</b></div>");
    for (const auto& [type, value] : fields) {
      INFO(type);
      co_await t.find(std::string("css=#") + type).fill(value, soon());
      CHECK(co_await t.find(std::string("css=#") + type).input_value(soon()) == value);
    }
    co_await t.find("css=#area").fill("two\nlines", soon());
    CHECK(co_await t.ask("area.value") == "\"two\\nlines\"");
    co_await t.find("css=#edit").fill("new", soon());
    CHECK(co_await t.ask("edit.textContent") == "\"new\"");
    co_await t.find("css=#edit").fill("", soon());
    CHECK(co_await t.ask("edit.textContent") == "\"\"");
  });
}

TEST_CASE("A19 a value that a field does not take is refused and the field left as it was", "[browsers][pipe]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<input id=n type=number value=3><input id=d type=date value=2025-01-01><input id=time type=time>"
        "<input id=r type=range min=10 max=20><input id=c type=color><input id=m maxlength=3><input id=dt type=datetime-local>"
        "<script>document.addEventListener('input', () => window.touched = true)</script>");
    const std::pair<const char*, const char*> wrong[] = {{"n", "abc"}, {"d", "12/11/2025"}, {"d", "2025-02-30"}, {"time", "25:00"},
                                                         {"r", "30"},  {"c", "green"},      {"m", "four"},       {"dt", "tomorrow"}};
    for (const auto& [id, value] : wrong) {
      INFO(id << " " << value);
      co_await failure_of<ActionRefused>(t.find(std::string("css=#") + id).fill(value, soon()));
    }
    CHECK(co_await t.ask("[n.value, d.value, window.touched]") == "[\"3\",\"2025-01-01\",null]");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=#d").fill("12/11/2025", soon()))).what(), Catch::Contains("2025-11-12"));
  });
}

TEST_CASE("A20 fill waits for the field, clears it, and tells the page", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<label>Name <input id=i disabled readonly style='display:none' value=old></label><script>window.seen = [];"
        "for (const name of ['focus', 'input', 'change']) i.addEventListener(name, () => seen.push(name + ':' + i.value));"
        "setTimeout(() => i.disabled = false, 100); setTimeout(() => i.readOnly = false, 200);"
        "setTimeout(() => i.style = '', 300)</script>");
    co_await t.find("label=Name").fill("new", soon());
    CHECK(co_await t.ask("window.seen") == R"(["focus:old","input:new","change:new"])");
    co_await t.find("css=label").fill("", soon());
    CHECK(co_await t.ask("i.value") == "\"\"");
  });
}

TEST_CASE("A20 what is no field cannot be filled", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<a href=#>link</a><input type=checkbox><select><option>1</select><input id=ro readonly>");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=a").fill("x", soon()))).last_state(), Catch::Contains("cannot be filled"));
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=[type=checkbox]").fill("x", soon()))).last_state(),
               Catch::Contains("use check"));
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=select").fill("x", soon()))).last_state(), Catch::Contains("select_option"));
    CHECK_THAT(
        (co_await refusal_of<ElementNotActionable>([&](Deadline deadline) { return t.find("css=#ro").fill("x", deadline); })).last_state(),
        Catch::Contains("read-only"));
  });
}

TEST_CASE("A20 a framework that overrides the value property notices the new value", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    // What React does: its own setter on the element keeps the last value it knows; an input event with the same value is ignored.
    co_await t.show(
        "<input id=i><script>let known = ''; const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');"
        "Object.defineProperty(i, 'value', {get() { return native.get.call(this) }, set(v) { known = v; native.set.call(this, v) }});"
        "i.addEventListener('input', () => { if (i.value !== known) window.noticed = i.value })</script>");
    co_await t.find("css=#i").fill("x", soon());
    CHECK(co_await t.ask("window.noticed") == "\"x\"");
  });
}

TEST_CASE("A21 options are chosen by value, label and index, and waited for", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<label>Store <select id=s onchange='window.changes = (window.changes || 0) + 1'><option value=a>Alpha<option value=b> Beta  store "
        "<option value=c disabled>Gamma</select></label><select id=m multiple><option>1<option>2<option>3</select>"
        "<script>setTimeout(() => s.add(new Option('Late', 'l')), 300)</script>");
    const Locator store = t.find("label=\"Store\"");
    co_await store.select_option({{.label = "Beta store"}}, soon());
    CHECK(co_await store.input_value(soon()) == "b");
    co_await store.select_option({{.index = 0}}, soon());
    CHECK(co_await store.input_value(soon()) == "a");
    co_await store.select_option({{.value = "l"}}, soon());
    CHECK(co_await t.ask("[s.value, window.changes]") == "[\"l\",3]");
    co_await t.find("css=#m").select_option({{.value = "1"}, {.value = "3"}}, soon());
    CHECK(co_await t.ask("[...m.selectedOptions].map(o => o.value)") == R"(["1","3"])");
    CHECK_THAT((co_await refusal_of<ElementNotActionable>([&](Deadline deadline) {
                 return store.select_option({{.value = "c"}}, deadline);
               })).last_state(),
               Catch::Contains("disabled"));
    CHECK_THAT((co_await refusal_of<ElementNotActionable>([&](Deadline deadline) {
                 return store.select_option({{.label = "Delta"}}, deadline);
               })).last_state(),
               Catch::Contains("has no option with label \"Delta\"; it has \"Alpha\", \"Beta store\""));
  });
}

TEST_CASE("A22 files are given by path, and one that Chrome cannot read is refused before the page hears of it", "[browsers][pipe]") {
  // Made before in_chrome, which keeps its own temporary files where Chrome's user cannot look.
  const test::TemporaryFolder folder;
  in_chrome([&folder](ChromeTest& t) -> awaitable<void> {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    const auto file = folder.write("a file with spaces.csv", "a,b\n");
    const auto secret = folder.write("secret.csv", "x");
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    std::filesystem::permissions(secret, std::filesystem::perms(0000));
    co_await t.show(
        "<label>Import <input type=file id=f onchange='window.changes = (window.changes || 0) + 1'></label><input type=file id=many "
        "multiple>");
    co_await t.find("label=Import").upload({file}, soon());
    CHECK(co_await t.ask("(async () => [f.files[0].name, await f.files[0].text(), window.changes])()") ==
          R"(["a file with spaces.csv","a,b\n",1])");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=#f").upload({folder / "none"}, soon()))).what(),
               Catch::Contains("there is no file"));
    const auto refused = co_await failure_of<ActionRefused>(t.find("css=#f").upload({secret}, soon()));
    CHECK_THAT(refused.what(), Catch::Contains("cannot read secret.csv"));
    CHECK(co_await t.ask("[f.files[0].name, window.changes]") == R"(["a file with spaces.csv",1])");
    CHECK_THAT((co_await failure_of<ActionRefused>(t.find("css=#f").upload({file, secret}, soon()))).what(),
               Catch::Contains("takes one file"));
    co_await t.find("css=#many").upload({file, file}, soon());
    CHECK(co_await t.ask("many.files.length") == "2");
  });
}

TEST_CASE("keys reach the focused element one by one") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(
        "<form onsubmit='window.sent = i.value; return false'><input id=i onkeydown='window.keys = (window.keys || \"\") + event.key + \" "
        "\"'></form>"
        "<textarea id=a></textarea>");
    co_await t.find("css=#i").type("Ab ₹1!", soon());
    CHECK(co_await t.ask("[i.value === 'Ab ₹1!', window.keys]") == R"([true,"A b   1 ! "])");
    co_await t.find("css=#i").press("Control+A", soon());
    co_await t.find("css=#i").type("new", soon());
    CHECK(co_await t.ask("i.value") == "\"new\"");
    co_await t.find("css=#i").press("Backspace", soon());
    co_await t.find("css=#i").press("Enter", soon());
    CHECK(co_await t.ask("window.sent") == "\"ne\"");
    co_await t.find("css=#a").type("1\n2", soon());
    CHECK(co_await t.ask("a.value") == "\"1\\n2\"");
    co_await failure_of<Error>(t.find("css=#i").press("Retrun", soon()));
  });
}

}  // namespace
}  // namespace nightporter::engine
