#include "engine/browser/origin.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("an origin is scheme, host and a port of its own") {
  CHECK(origin_of("https://Shop.Test:443/a?b#c") == "https://shop.test");
  CHECK(origin_of("http://127.0.0.1:8080") == "http://127.0.0.1:8080");
  CHECK(origin_of("HTTP://me:pw@shop.test:80/x@y") == "http://shop.test");
  CHECK(origin_of("https://shop.test:8443?x") == "https://shop.test:8443");
  for (const char* url :
       {"about:blank", "data:text/html,x", "blob:https://shop.test/1", "chrome-error://chromewebdata/", "foo", "https://"}) {
    INFO(url);
    CHECK_FALSE(origin_of(url));
  }
}

}  // namespace
}  // namespace nightporter::engine
