#include "engine/browser/url_pattern.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("a glob's star stops at a slash and two stars do not") {
  CHECK(UrlPattern::glob("https://shop.test/*/orders").matches("https://shop.test/a668/orders"));
  CHECK_FALSE(UrlPattern::glob("https://shop.test/*/orders").matches("https://shop.test/a/b/orders"));
  CHECK(UrlPattern::glob("**/orders**").matches("https://shop.test/a/b/orders?page=2#x/y"));
  CHECK_FALSE(UrlPattern::glob("**/orders").matches("https://shop.test/orders?page=2"));
}

TEST_CASE("all else in a glob stands for itself") {
  CHECK(UrlPattern::glob("https://shop.test/a.b?c=[1]*").matches("https://shop.test/a.b?c=[1]2"));
  CHECK_FALSE(UrlPattern::glob("https://shop.test/a.b*").matches("https://shop.test/aXb"));
}

TEST_CASE("a URL is meant exactly, a word anywhere in it") {
  CHECK(UrlPattern::parse("https://shop.test/").matches("https://shop.test/"));
  CHECK_FALSE(UrlPattern::parse("https://shop.test/").matches("https://shop.test/login"));
  CHECK(UrlPattern::parse("/login").matches("https://shop.test/login?next=1"));
  CHECK(UrlPattern::parse("**/login").matches("https://shop.test/login"));
}

}  // namespace
}  // namespace nightporter::engine
