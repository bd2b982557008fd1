#include <catch2/catch.hpp>

#include "tests/app/program_run.h"

namespace nightporter {
namespace {

TEST_CASE("the doctor says of the browser once which one it is") {
  test::ProgramFolder folder;
  const std::string output = folder.run("nightporter doctor").output;
  INFO(output);
  const std::size_t first = output.find("chrome: browser");
  REQUIRE(first != std::string::npos);
  CHECK(output.find("chrome: browser", first + 1) == std::string::npos);
}

}  // namespace
}  // namespace nightporter
