#include "engine/state/storage_state.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "engine/error.h"
#include "engine/process/temp_directory.h"

namespace nightporter::engine {
namespace {

const char* const kPlaywrightFile = R"({
  "cookies": [
    {
      "name": "sid",
      "value": "a b",
      "domain": ".shop.test",
      "path": "/",
      "expires": 1763692800.125,
      "httpOnly": true,
      "secure": true,
      "sameSite": "None",
      "partitionKey": "https://top.test",
      "_crHasCrossSiteAncestor": false
    },
    {
      "name": "empty",
      "value": "",
      "domain": "shop.test",
      "path": "/app",
      "expires": -1,
      "httpOnly": false,
      "secure": false,
      "sameSite": "Lax"
    }
  ],
  "origins": [
    {
      "origin": "https://shop.test",
      "localStorage": [
        {
          "name": "token",
          "value": "\"quoted\" €"
        }
      ]
    }
  ]
})";

TEST_CASE("a file of Playwright's is read and written without a change") {
  const StorageState state = StorageState::parse(kPlaywrightFile);
  REQUIRE(state.cookies.size() == 2);
  CHECK(state.cookies[0].expires == 1763692800.125);
  CHECK(state.cookies[0].partition_key == "https://top.test");
  CHECK(state.cookies[0].has_cross_site_ancestor == false);
  CHECK(state.cookies[1].value.empty());
  CHECK(state.cookies[1].expires == -1);
  CHECK(state.origins[0].local_storage[0].value == "\"quoted\" €");
  CHECK(state.to_json() == kPlaywrightFile);
}

TEST_CASE("keys that we do not know survive a round trip") {
  const StorageState state = StorageState::parse(
      R"({"cookies":[{"name":"a","value":"b","domain":"d","priority":"High"}],
          "origins":[{"origin":"https://o.test","localStorage":[],"indexedDB":[{"name":"db","version":2,"stores":[]}]}],
          "credentials":[{"id":"c"}]})");
  const std::string json = state.to_json();
  for (const char* kept : {"\"priority\": \"High\"", "\"indexedDB\"", "\"version\": 2", "\"stores\": []", "\"credentials\""}) {
    CHECK(json.find(kept) != std::string::npos);
  }
  CHECK(StorageState::parse(json) == state);
}

TEST_CASE("an origin that holds nothing is left out, one with session storage only is kept") {
  StorageState state;
  state.origins.push_back({.origin = "https://empty.test"});
  state.origins.push_back({.origin = "https://tab.test", .session_storage = {{"step", "2"}}});
  const std::string json = state.to_json();
  CHECK(json.find("empty.test") == std::string::npos);
  const StorageState again = StorageState::parse(json);
  REQUIRE(again.origins.size() == 1);
  CHECK(again.origins[0].session_storage == std::vector<StorageItem>{{"step", "2"}});
}

TEST_CASE("a cookie without sameSite counts as Lax, without a path as /") {
  const StorageState state = StorageState::parse(R"({"cookies":[{"name":"","value":"v","domain":"d"}]})");
  CHECK(state.cookies[0].same_site == "Lax");
  CHECK(state.cookies[0].path == "/");
  CHECK(state.cookies[0].expires == -1);
}

TEST_CASE("a mistake in a storage state is named with its place") {
  CHECK_THROWS_WITH(StorageState::parse(R"({"cookies":[{"name":"a","value":"b","domain":"d"},{"name":"c","domain":"d"}]})"),
                    Catch::Contains("cookies[1] lacks \"value\""));
  CHECK_THROWS_WITH(StorageState::parse(R"({"origins":[{"origin":"https://o.test","localStorage":[{"name":"n","value":1}]}]})"),
                    Catch::Contains("origins[0].localStorage[0] \"value\" is not a string"));
  CHECK_THROWS_WITH(StorageState::parse(R"({"cookies":[{"name":"a","value":"b","domain":"d","sameSite":"Loose"}]})"),
                    Catch::Contains("sameSite"));
  CHECK_THROWS_AS(StorageState::parse("[]"), StorageStateError);
  CHECK_THROWS_WITH(StorageState::parse("{\"cookies\": ["), Catch::Contains("not JSON"));
}

TEST_CASE("S10 a file that is missing or broken is named with the reason", "[browsers]") {
  const TempDirectory directory;
  const auto file = directory.path() / "state.json";
  CHECK_THROWS_WITH(StorageState::read_file(file), Catch::Contains(file.string()) && Catch::Contains("No such file"));
  std::ofstream(file) << "{ nonsense";
  CHECK_THROWS_WITH(StorageState::read_file(file), Catch::Contains(file.string()) && Catch::Contains("not JSON"));
}

TEST_CASE("S39 a written state is for its owner alone and replaces the old one whole", "[browsers]") {
  const TempDirectory directory;
  const auto file = directory.path() / "state.json";
  std::ofstream(file) << "old";
  const StorageState state = StorageState::parse(kPlaywrightFile);
  state.write_file(file);
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(StorageState::read_file(file) == state);

  CHECK_THROWS_AS(state.write_file(directory.path() / "missing" / "state.json"), std::system_error);
  const auto files = std::distance(std::filesystem::directory_iterator(directory.path()), {});
  CHECK(files == 2);  // the marker and the state: nothing pending is left
}

}  // namespace
}  // namespace nightporter::engine
