#include "app/config/environment.h"

#include <catch2/catch.hpp>

#include "app/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

TEST_CASE("a .env file gives what the environment does not") {
  const test::TemporaryFolder folder;
  const auto file = folder.write(".env",
                                 "# comment\n\nexport A = plain value  # why\nB=\"two\\nlines # kept\" # comment\nC='a \"quote\" \\n'\n"
                                 "D=from file\nE=\n");
  Environment environment({{"D", "from environment"}});
  environment.add_dot_env(file);
  CHECK(environment.find("A") == "plain value");
  CHECK(environment.find("B") == "two\nlines # kept");
  CHECK(environment.find("C") == "a \"quote\" \\n");
  CHECK(environment.find("D") == "from environment");
  CHECK(environment.find("E") == "");
  CHECK_FALSE(environment.find("F"));
}

TEST_CASE("a mistake in a .env file is told with its line") {
  const test::TemporaryFolder folder;
  Environment environment;
  const auto no_equals = folder.write("a.env", "A=1\nthis is wrong\n");
  CHECK_THROWS_WITH(environment.add_dot_env(no_equals), no_equals.string() + ":2: this is not NAME=value");
  const auto open_quote = folder.write("b.env", "A=\"1\n");
  CHECK_THROWS_WITH(environment.add_dot_env(open_quote), open_quote.string() + ":1: the closing quote is missing");
  CHECK_NOTHROW(environment.add_dot_env(folder / "absent.env"));
}

TEST_CASE("a secret comes from the variable or from the file that NAME_FILE names, never from both") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("password", "s3cret\n");
  CHECK(Environment({{"P", "inline"}}).find_secret("P")->reveal() == "inline");
  CHECK(Environment({{"P_FILE", file.string()}}).find_secret("P")->reveal() == "s3cret");
  CHECK_FALSE(Environment().find_secret("P"));
  CHECK_THROWS_AS(Environment({{"P", "x"}, {"P_FILE", file.string()}}).find_secret("P"), ConfigurationError);
  CHECK_THROWS_WITH(Environment({{"P_FILE", "/no/such/file"}}).find_secret("P"), Catch::Contains("P_FILE: the file /no/such/file"));
  CHECK_THROWS_WITH(Environment({{"P_FILE", folder.write("empty", "\n").string()}}).find_secret("P"), Catch::Contains("is empty"));
}

}  // namespace
}  // namespace nightporter::app
