#include <catch2/catch.hpp>

#include "tests/support/npm_program.h"

using nightporter::test::npm_file;
using nightporter::test::run_node;

TEST_CASE("Playwright's trace commands can be run", "[npm]") {
  const auto help = run_node({npm_file("playwright-core/cli.js"), "trace", "--help"});
  CHECK(help.exit_code == 0);
  CHECK_THAT(help.output, Catch::Contains("open <trace>"));
}

TEST_CASE("the parser of Chrome's recordings can be run", "[npm]") {
  const auto parsed = run_node({"-e", R"(import('@puppeteer/replay').then(replay => console.log(replay.parse({title: 'a', steps: []}))))"});
  CHECK(parsed.exit_code == 0);
  CHECK_THAT(parsed.output, Catch::Contains("title: 'a'"));
}
