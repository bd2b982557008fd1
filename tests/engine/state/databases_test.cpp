#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/state/storage_state.h"
#include "tests/support/browser_session.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

using backoffice::HttpResponse;
using test::BrowserSession;
using test::with_browser;

/// Serves a page that can open a database: db(name, version, upgrade) and all(store) are there.
awaitable<void> show_database_page(BrowserSession& session, Page* page) {
  session.server.handle("GET", "/db", HttpResponse::html(R"(<!doctype html><title>Databases</title><script>
    const done = request => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error); request.onblocked = () => reject(new Error('blocked')); });
    const open = (name, version, upgrade) => { const request = indexedDB.open(name, version);
      if (upgrade) request.onupgradeneeded = () => upgrade(request.result); return done(request); };
    const get = async (name, store, key) => { const db = await open(name);
      try { return await done(db.transaction(store).objectStore(store).get(key)); } finally { db.close(); } };
  </script>)"));
  co_await page->go_to(session.server.url("/db"), WaitUntil::kLoad, session.deadline);
}

/// A page of a new context that was given `state`.
struct Restored {
  std::unique_ptr<BrowserContext> context;
  Page* page = nullptr;
};
awaitable<Restored> restore(BrowserSession& session, StorageState state) {
  Restored restored;
  restored.context = co_await session.browser->new_context({.storage_state = std::move(state)}, session.deadline);
  restored.page = co_await restored.context->new_page(session.deadline);
  co_await show_database_page(session, restored.page);
  co_return restored;
}

TEST_CASE("S05 a file carries cookies with blanks, key paths, out-of-line keys, dates, null and typed arrays there and back",
          "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate(R"((async () => {
      document.cookie = 'name=a value; path=/';
      const db = await open('shop', 3, db => { db.createObjectStore('by path', { keyPath: 'id' }); db.createObjectStore('by hand'); });
      const tx = db.transaction(['by path', 'by hand'], 'readwrite');
      tx.objectStore('by path').put({ id: 7, when: new Date(0), nothing: null });
      tx.objectStore('by hand').put(new Uint8Array([1, 2, 255]), 'bytes');
      tx.objectStore('by hand').put(null, new Date(5));
      await new Promise(resolve => tx.oncomplete = resolve);
      db.close();
    })())",
                                    session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    const test::TemporaryFolder folder;
    taken.write_file(folder / "state.json");
    const StorageState read = StorageState::read_file(folder / "state.json");
    CHECK(read == taken);
    CHECK(test::read_file(folder / "state.json") == taken.to_json());
    CHECK_THAT(taken.to_json(), Catch::StartsWith("{\n  \"cookies\": [\n    {\n      \"name\": \"name\",\n      \"value\": \"a value\""));

    const Restored restored = co_await restore(session, read);
    CHECK(co_await restored.page->evaluate(R"((async () => {
      const path = await get('shop', 'by path', 7), bytes = await get('shop', 'by hand', 'bytes');
      return [document.cookie, path.when instanceof Date && path.when.getTime(), path.nothing, bytes instanceof Uint8Array, [...bytes],
              await get('shop', 'by hand', new Date(5))];
    })())",
                                           session.deadline) == R"(["name=a value",0,null,true,[1,2,255],null])");
    CHECK(co_await restored.context->storage_state(IndexedDb::kCapture, session.deadline) == taken);
    co_await restored.context->close(session.deadline);
  });
}

TEST_CASE("S15 a database keeps version, stores, key paths, generators and indexes, and the site finds the same data", "[browsers][pipe]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate(R"((async () => {
      const db = await open('crm', 42, db => {
        const orders = db.createObjectStore('orders', { keyPath: ['store', 'no'] });
        orders.createIndex('tags', 'tags', { multiEntry: true });
        orders.createIndex('mail', ['who.mail', 'no'], { unique: true });
        db.createObjectStore('log', { autoIncrement: true });
        db.createObjectStore('inline', { keyPath: 'id', autoIncrement: true });
      });
      const tx = db.transaction(['orders', 'log', 'inline'], 'readwrite');
      tx.objectStore('orders').put({ store: 'a668', no: 1, tags: ['x', 'y'], who: { mail: 'm' }, raw: new Uint8Array([9, 8]).buffer });
      for (const line of ['first', 'second']) tx.objectStore('log').put(line);
      tx.objectStore('log').delete(1);
      tx.objectStore('inline').put({ a: 1 });
      await new Promise(resolve => tx.oncomplete = resolve);
      db.close();
    })())",
                                    session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    REQUIRE(taken.origins.size() == 1);
    CHECK(boost::json::parse(taken.origins[0].indexed_db) == boost::json::parse(R"([{"name":"crm","version":42,"stores":[
        {"name":"inline","records":[{"value":{"a":1,"id":1}}],"indexes":[],"autoIncrement":true,"keyPath":"id"},
        {"name":"log","records":[{"key":2,"value":"second"}],"indexes":[],"autoIncrement":true},
        {"name":"orders","records":[{"valueEncoded":{"o":[{"k":"store","v":"a668"},{"k":"no","v":1},{"k":"tags","v":{"a":["x","y"],"id":2}},
           {"k":"who","v":{"o":[{"k":"mail","v":"m"}],"id":3}},{"k":"raw","v":{"ab":{"b":"CQg="}}}],"id":1}}],
         "indexes":[{"name":"mail","keyPathArray":["who.mail","no"],"multiEntry":false,"unique":true},
                    {"name":"tags","keyPath":"tags","multiEntry":true,"unique":false}],
         "autoIncrement":false,"keyPathArray":["store","no"]}]}])"));

    const Restored restored = co_await restore(session, taken);
    CHECK(co_await restored.page->evaluate(R"((async () => {
      const db = await open('crm');
      const tx = db.transaction(['orders', 'log'], 'readwrite');
      const orders = tx.objectStore('orders');
      const found = await done(orders.index('tags').getAll('y'));
      const next = await done(tx.objectStore('log').put('third'));
      const again = await done(orders.index('mail').count(['m', 1]));
      db.close();
      return [db.version, found.length, [...new Uint8Array(found[0].raw)], next, again, orders.index('mail').unique];
    })())",
                                           session.deadline) == "[42,1,[9,8],3,1,true]");
    co_await restored.context->close(session.deadline);
  });
}

TEST_CASE("S16 databases are left out unless they are asked for", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate("open('db', 1, db => db.createObjectStore('s')).then(db => db.close())", session.deadline);
    CHECK((co_await session.context->storage_state(session.deadline)).to_json() == "{\n  \"cookies\": [],\n  \"origins\": []\n}");
  });
}

TEST_CASE("S17 a database without stores is kept", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate("open('empty', 2, () => {}).then(db => db.close())", session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    REQUIRE(taken.origins.size() == 1);
    CHECK(taken.origins[0].indexed_db == R"([{"name":"empty","version":2,"stores":[]}])");
    CHECK_THAT(taken.to_json(), Catch::Contains("\"localStorage\": []"));
    const Restored restored = co_await restore(session, taken);
    CHECK(co_await restored.page->evaluate("indexedDB.databases().then(all => JSON.stringify(all))", session.deadline) ==
          R"x("[{\"name\":\"empty\",\"version\":2}]")x");
    co_await restored.context->close(session.deadline);
  });
}

TEST_CASE("S18 neither capturing nor restoring leaves a connection to a database open", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate("open('db', 1, db => db.createObjectStore('s').put(1, 1)).then(db => db.close())", session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    const char* remove = "done(indexedDB.deleteDatabase('db')).then(() => 'deleted')";
    CHECK(co_await session.page->evaluate(remove, session.deadline) == "\"deleted\"");
    const Restored restored = co_await restore(session, taken);
    CHECK(co_await restored.page->evaluate(remove, session.deadline) == "\"deleted\"");
    // Of an origin that no page shows any more.
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate("open('db', 1, db => db.createObjectStore('s')).then(db => db.close())", session.deadline);
    co_await session.page->go_to("about:blank", WaitUntil::kLoad, session.deadline);
    co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    co_await show_database_page(session, session.page);
    CHECK(co_await session.page->evaluate(remove, session.deadline) == "\"deleted\"");
    co_await restored.context->close(session.deadline);
  });
}

TEST_CASE("S35 a key that cannot be exported is reported, not dropped silently", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate(R"((async () => {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
      const db = await open('vault', 1, db => db.createObjectStore('keys'));
      const tx = db.transaction('keys', 'readwrite');
      tx.objectStore('keys').put({ inside: [key] }, 'device');
      tx.objectStore('keys').put(new Blob(['x']), 'blob');
      tx.objectStore('keys').put('kept', 'other');
      await new Promise(resolve => tx.oncomplete = resolve);
      db.close();
    })())",
                                    session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    const std::string origin = session.server.url("");
    CHECK(taken.not_exportable == std::vector<NotExportable>{{origin, "vault", "keys", "Blob"}, {origin, "vault", "keys", "CryptoKey"}});
    CHECK_THAT(taken.origins[0].indexed_db, Catch::Contains("\"records\":[{\"key\":\"other\",\"value\":\"kept\"}]"));
    CHECK(StorageState::parse(taken.to_json()).not_exportable == taken.not_exportable);
  });
}

TEST_CASE("S37 numbers that are none, big integers, expressions, errors, cycles, maps, sets and every typed array survive", "[browsers]") {
  with_browser([](BrowserSession& session) -> awaitable<void> {
    co_await show_database_page(session, session.page);
    co_await session.page->evaluate(R"((async () => {
      const value = { nan: NaN, inf: [Infinity, -Infinity], zero: -0, big: 12345678901234567890n, undef: undefined, re: /a+/gi,
        err: new TypeError('bad'), map: new Map([[{ k: 1 }, new Set([1, 'two'])]]), dates: [new Date(1), new Date(NaN)], text: 'null',
        arrays: [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
          .map(type => new type([1, 2])).concat([new BigInt64Array([-1n]), new BigUint64Array([1n])]) };
      value.self = value;
      value.shared = value.inf;
      const db = await open('all', 1, db => db.createObjectStore('s'));
      const tx = db.transaction('s', 'readwrite');
      tx.objectStore('s').put(value, 1);
      tx.objectStore('s').put(undefined, new Uint8Array([1]).buffer);
      tx.objectStore('s').put({ v: 'null' }, [1, ['a', new Date(2)]]);
      tx.objectStore('s').put(0, Infinity);
      await new Promise(resolve => tx.oncomplete = resolve);
      db.close();
    })())",
                                    session.deadline);
    const StorageState taken = co_await session.context->storage_state(IndexedDb::kCapture, session.deadline);
    CHECK(taken.not_exportable.empty());
    const Restored restored = co_await restore(session, StorageState::parse(taken.to_json()));
    CHECK(
        co_await restored.page->evaluate(R"((async () => {
      const v = await get('all', 's', 1);
      const [[key, set]] = [...v.map];
      return [Object.is(v.nan, NaN), v.inf[0] === Infinity && v.inf[1] === -Infinity, Object.is(v.zero, -0), v.big === 12345678901234567890n,
        'undef' in v && v.undef === undefined, String(v.re), v.err instanceof TypeError && v.err.message, key.k === 1 && set.has('two'),
        v.dates[0].getTime(), Number.isNaN(v.dates[1].getTime()), v.text, v.self === v, v.shared === v.inf,
        v.arrays.map(a => a.constructor.name.replace('Array', '') + a.length + a[0]).join(' '),
        (await get('all', 's', new Uint8Array([1]).buffer)) === undefined, (await get('all', 's', [1, ['a', new Date(2)]])).v,
        await get('all', 's', Infinity)];
    })())",
                                         session.deadline) ==
        R"([true,true,true,true,true,"/a+/gi","bad",true,1,true,"null",true,true,)"
        R"("Int821 Uint821 Uint8Clamped21 Int1621 Uint1621 Int3221 Uint3221 Float3221 Float6421 BigInt641-1 BigUint6411",true,"null",0])");
    co_await restored.context->close(session.deadline);
  });
}

}  // namespace
}  // namespace nightporter::engine
