#include <catch2/catch.hpp>

#include "cdp/async/on_worker.h"
#include "engine/process/chrome_process.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"
#include "tests/support/npm_program.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;

/// What the site keeps of a login: a cookie that scripts see and one that they do not, both storages, a database.
constexpr const char* kLogin = R"(<!doctype html><script>
localStorage.token = 't 1'; sessionStorage.step = '2';
const opening = indexedDB.open('shop', 3);
opening.onupgradeneeded = () => {
  const store = opening.result.createObjectStore('orders', {keyPath: 'id'});
  store.createIndex('by day', 'day', {unique: false});
  store.put({id: 1, day: new Date(86400000), total: 12.5, none: null, bytes: new Uint8Array([1, 255])});
};
opening.onsuccess = () => { opening.result.close(); document.title = 'ready'; };
</script>)";

/// The same as the site sees it, as one line.
constexpr const char* kSeen = R"(new Promise(resolve => {
  const seen = [document.cookie.split('; ').sort().join(), localStorage.token, sessionStorage.step ?? '-'];
  const opening = indexedDB.open('shop');
  opening.onsuccess = () => {
    const database = opening.result;
    if (!database.objectStoreNames.length) { database.close(); return resolve(seen.join(' | ')); }
    const store = database.transaction('orders').objectStore('orders');
    store.index('by day').getAll().onsuccess = found => {
      const order = found.target.result[0];
      database.close();
      resolve([...seen, database.version, store.keyPath, order.id, order.day.getTime(), order.total, order.none,
        order.bytes.constructor.name, [...order.bytes]].join(' | '));
    };
  };
}))";
const std::string kWithoutSession = "lasting=L,shown=S | t 1 | - | 3 | id | 1 | 86400000 | 12.5 |  | Uint8Array | 1,255";
const std::string kWithSession = "lasting=L,shown=S | t 1 | 2 | 3 | id | 1 | 86400000 | 12.5 |  | Uint8Array | 1,255";

constexpr const char* kPlaywright = R"(
const { chromium } = require('playwright-core');
(async () => {
  const [endpoint, url, file, what, seen] = process.argv.slice(1);
  const browser = await chromium.connectOverCDP(endpoint);
  const context = await browser.newContext(what === 'open' ? { storageState: file } : {});
  const page = await context.newPage();
  await page.goto(url + (what === 'open' ? '/app' : '/login'));
  if (what === 'save') {
    await page.waitForFunction(() => document.title === 'ready');
    await context.storageState({ path: file, indexedDB: true });
  } else console.log('seen: ' + await page.evaluate(seen));
  await context.close();
  await browser.close();
})().catch(error => { console.log(error.stack); process.exit(1); });
)";

void serve(BrowserSession& session) {
  session.server.handle("GET", "/login",
                        HttpResponse::html(kLogin)
                            .set_cookie("lasting", "L", "Path=/; Max-Age=100000")
                            .set_cookie("hidden", "H", "Path=/; HttpOnly; SameSite=Strict")
                            .set_cookie("shown", "S", "Path=/"));
  session.server.handle("GET", "/app", HttpResponse::html("<!doctype html><title>App</title>"));
}

awaitable<std::string> playwright(BrowserSession& session, std::filesystem::path file, std::string what) {
  const std::string endpoint = session.browser->process()->web_socket_url();
  const std::string url = session.server.url("");
  const auto result = co_await on_worker([&] { return test::run_node({"-e", kPlaywright, endpoint, url, file, what, kSeen}); });
  INFO(result.output);
  CHECK(result.exit_code == 0);
  co_return result.output;
}

/// What a page of a new context with this state sees, and whether the cookie that scripts cannot read was sent.
awaitable<std::string> seen_here(BrowserSession& session, StorageState state) {
  const auto context = co_await session.browser->new_context({.storage_state = std::move(state)}, session.deadline);
  Page* page = co_await context->new_page(session.deadline);
  session.server.forget_requests();
  co_await page->go_to(session.server.url("/app"), WaitUntil::kLoad, session.deadline);
  CHECK(session.server.wait_for_request("GET", "/app").cookies.value("hidden") == "H");
  const std::string seen = co_await page->evaluate(kSeen, session.deadline);
  co_await context->close(session.deadline);
  co_return seen;
}

TEST_CASE("S43 a state that Playwright saved signs in here, databases included", "[browsers][npm]") {
  test::with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    serve(session);
    co_await playwright(session, folder / "theirs.json", "save");
    const StorageState state = StorageState::read_file(folder / "theirs.json");
    CHECK(state.cookies.size() == 3);
    CHECK(co_await seen_here(session, state) == "\"" + kWithoutSession + "\"");
    // What we make of it is the same but for the order.
    CHECK(StorageState::parse(state.to_json()) == state);
  });
}

TEST_CASE("S43 a state that was saved here signs in with Playwright, which passes over what only we know", "[browsers][npm]") {
  test::with_browser([](BrowserSession& session) -> awaitable<void> {
    const test::TemporaryFolder folder;
    serve(session);
    co_await session.page->go_to(session.server.url("/login"), WaitUntil::kLoad, session.deadline);
    co_await session.page->wait_for_function("document.title === 'ready'", session.deadline);
    const StorageState state = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    CHECK(co_await seen_here(session, state) == "\"" + kWithSession + "\"");
    CHECK_THAT(state.to_json(), Catch::Contains("sessionStorage"));
    state.write_file(folder / "ours.json");
    CHECK_THAT(co_await playwright(session, folder / "ours.json", "open"), Catch::Contains("seen: " + kWithoutSession + "\n"));
  });
}

TEST_CASE("S43 a file of the first Playwrights, with neither databases nor partitions, is read", "[npm]") {
  const StorageState state = StorageState::parse(R"({
  "cookies": [
    {"name": "sid", "value": "a b", "domain": ".shop.test", "path": "/", "expires": 1893456000.5, "httpOnly": true, "secure": true,
     "sameSite": "None"}
  ],
  "origins": [{"origin": "https://shop.test", "localStorage": [{"name": "token", "value": "t"}]}]
})");
  REQUIRE(state.cookies.size() == 1);
  CHECK(state.cookies[0] == Cookie{.name = "sid",
                                   .value = "a b",
                                   .domain = ".shop.test",
                                   .expires = 1893456000.5,
                                   .http_only = true,
                                   .secure = true,
                                   .same_site = "None"});
  REQUIRE(state.origins.size() == 1);
  CHECK(state.origins[0].local_storage == std::vector<StorageItem>{{"token", "t"}});
}

}  // namespace
}  // namespace nightporter::engine
