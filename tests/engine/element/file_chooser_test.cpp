#include "engine/element/file_chooser.h"

#include <catch2/catch.hpp>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "tests/engine/chrome_fixture.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::ChromeTest;
using test::failure_of;
using test::in_chrome;
using test::shortly;
using test::soon;

/// A button that asks for a file by a field that stands nowhere in the page.
constexpr const char* kImport =
    "<button onclick=\"const f = document.createElement('input'); f.type = 'file'; f.onchange = async () => "
    "window.got = [f.files[0].name, await f.files[0].text()]; f.click()\">Import</button>";

/// A folder with a file that Chrome can read, made before the test's own temporary files.
struct Files : test::TemporaryFolder {
  std::filesystem::path file;

  explicit Files(const std::string& content = "a,b\n") {
    std::filesystem::permissions(path(), std::filesystem::perms(0755));
    file = write("a file with spaces.csv", content);
    std::filesystem::permissions(file, std::filesystem::perms(0644));
  }
};

TEST_CASE("A22 a chooser that a script opens without a field in the page takes its file", "[browsers][pipe]") {
  const Files files;
  in_chrome([&files](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kImport);
    FileChooserWait expected = t.page.expect_file_chooser();
    co_await t.find("text=Import").click({}, soon());
    FileChooser chooser = co_await expected.wait(soon());
    CHECK_FALSE(chooser.takes_several());
    co_await chooser.choose({files.file}, soon());
    CHECK(co_await t.page.wait_for_function("window.got", soon()) == R"(["a file with spaces.csv","a,b\n"])");
  });
}

TEST_CASE("A22 a chooser refuses what is not there, what Chrome cannot read and what is one too many", "[browsers]") {
  const Files files;
  const auto secret = files.write("secret.csv", "x");
  std::filesystem::permissions(secret, std::filesystem::perms(0000));
  in_chrome([&](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kImport);
    FileChooserWait expected = t.page.expect_file_chooser();
    co_await t.find("text=Import").click({}, soon());
    FileChooser chooser = co_await expected.wait(soon());
    CHECK_THAT((co_await failure_of<ActionRefused>(chooser.choose({files / "none"}, soon()))).what(), Catch::Contains("there is no file"));
    CHECK_THAT((co_await failure_of<ActionRefused>(chooser.choose({secret}, soon()))).what(), Catch::Contains("cannot read secret.csv"));
    CHECK_THAT((co_await failure_of<ActionRefused>(chooser.choose({files.file, files.file}, soon()))).what(),
               Catch::Contains("takes one file"));
    CHECK(co_await t.ask("window.got") == "null");
    co_await chooser.choose({files.file}, soon());
    CHECK(co_await t.page.wait_for_function("window.got && window.got[0]", soon()) == "\"a file with spaces.csv\"");
  });
}

TEST_CASE("A22 a chooser that nobody opens is a time-out", "[browsers]") {
  in_chrome([](ChromeTest& t) -> awaitable<void> {
    co_await t.show(kImport);
    FileChooserWait expected = t.page.expect_file_chooser();
    CHECK_THROWS_AS(co_await expected.wait(shortly()), cdp::DeadlineExceeded);
  });
}

TEST_CASE("A22 choosers of iframes, of this process and another, and of popups take their files", "[browsers]") {
  const Files files;
  in_chrome([&files](ChromeTest& t) -> awaitable<void> {
    t.server.handle("GET", "/import", HttpResponse::html(kImport));
    for (const std::string& url : {t.server.url("/import"), t.server.localhost_url("/import")}) {
      INFO(url);
      co_await t.show("<iframe src='" + url + "'></iframe>");
      const Locator button = t.page.main_frame().frame_locator(Selector::parse("iframe")).locator(Selector::parse("text=Import"));
      co_await button.wait_for(ElementState::kVisible, soon());
      FileChooserWait expected = t.page.expect_file_chooser();
      co_await button.click({}, soon());
      FileChooser chooser = co_await expected.wait(soon());
      co_await chooser.choose({files.file}, soon());
      CHECK(co_await t.page.frames().at(1)->evaluate(
                "new Promise(done => { const look = () => window.got ? done(got[1]) : setTimeout(look, 20); look() })", soon()) ==
            R"("a,b\n")");
    }
    co_await t.show("<a href=/import target=_blank>Open</a>");
    PopupWait popup = t.page.expect_popup();
    co_await t.find("a").click({}, soon());
    Page* opened = co_await popup.wait(soon());
    FileChooserWait expected = opened->expect_file_chooser();
    co_await opened->locator(Selector::parse("text=Import")).click({}, soon());
    FileChooser chooser = co_await expected.wait(soon());
    co_await chooser.choose({files.file}, soon());
    CHECK(co_await opened->wait_for_function("window.got && window.got[1]", soon()) == R"("a,b\n")");
  });
}

TEST_CASE("A22 a file of sixty megabytes is given to a field", "[browsers]") {
  const Files files(std::string(60'000'000, 'x'));
  in_chrome([&files](ChromeTest& t) -> awaitable<void> {
    co_await t.show("<input type=file id=f>");
    co_await t.find("#f").upload({files.file}, soon());
    CHECK(co_await t.ask("(async () => [f.files[0].size, (await f.files[0].slice(-2).text())])()") == R"([60000000,"xx"])");
  });
}

}  // namespace
}  // namespace nightporter::engine
