#include "sites/origin_overrides.h"

#include <catch2/catch.hpp>

#include "sites/error.h"

namespace nightporter::sites {
namespace {

TEST_CASE("an origin is scheme, host and port, in one form") {
  CHECK(origin_of("https://Shop.Example/a?b#c") == "https://shop.example");
  CHECK(origin_of("https://shop.example:443/") == "https://shop.example");
  CHECK(origin_of("http://shop.example:8080") == "http://shop.example:8080");
  CHECK(origin_of("https://user:pw@shop.example/x") == "https://shop.example");
  for (const char* url : {"about:blank", "/relative", "ftp://x/y", "https://", "javascript://x"}) CHECK(origin_of(url).empty());
}

TEST_CASE("overrides send an origin elsewhere and leave path and all others alone") {
  const OriginOverrides overrides({{"https://shop.example", "http://127.0.0.1:4711"}});
  CHECK(overrides.apply("https://shop.example/a/b?c=https://shop.example") == "http://127.0.0.1:4711/a/b?c=https://shop.example");
  CHECK(overrides.apply("https://shop.example") == "http://127.0.0.1:4711");
  CHECK(overrides.apply("https://shop.example.evil/a") == "https://shop.example.evil/a");
  CHECK(overrides.apply("https://shop.example:444/a") == "https://shop.example:444/a");
  CHECK(overrides.apply("**/a") == "**/a");
}

TEST_CASE("an override between things that are no origins is refused") {
  CHECK_THROWS_AS(OriginOverrides({{"shop.example", "http://127.0.0.1"}}), ConfigurationLacking);
  CHECK_THROWS_AS(OriginOverrides({{"https://shop.example", "http://127.0.0.1/path"}}), ConfigurationLacking);
}

TEST_CASE("the origins of a recipe are those of the store, after the overrides") {
  Recipe recipe;
  recipe.origins = {TextTemplate::parse("https://{{ store.code }}.shop.example"), TextTemplate::parse("https://api.shop.example")};
  Variables variables;
  variables.set("store.code", std::string("n1"));
  CHECK(allowed_origins(recipe, variables, OriginOverrides({{"https://n1.shop.example", "http://localhost:1"}})) ==
        std::vector<std::string>{"http://localhost:1", "https://api.shop.example"});
}

}  // namespace
}  // namespace nightporter::sites
