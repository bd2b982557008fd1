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

TEST_CASE("only allowed origins are allowed, a star stands for what is below a host") {
  const std::vector<std::string> allowed{"https://shop.test", "https://*.office.test"};
  CHECK(origin_is_allowed("https://shop.test/login", allowed));
  CHECK(origin_is_allowed("https://a.b.office.test/", allowed));
  for (const char* url : {"http://shop.test/", "https://shop.test.evil.test/", "https://shop.test:444/", "https://office.test/",
                          "https://evil-office.test/", "https://shop.test@evil.test/", "about:blank"}) {
    INFO(url);
    CHECK_FALSE(origin_is_allowed(url, allowed));
  }
  CHECK(origin_is_allowed("https://anything.test/", {}));
}

}  // namespace
}  // namespace nightporter::engine
