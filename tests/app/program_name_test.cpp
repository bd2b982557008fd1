#include "app/program_name.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace nightporter::app {
namespace {

std::string put_program(const test::TemporaryFolder& folder, const std::string& name) {
  const auto file = folder.write(name, "#!/bin/sh\n");
  std::filesystem::permissions(file, std::filesystem::perms(0755));
  return file.string();
}

TEST_CASE("a program on the search path is called by its name, another by its path") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder / "bin");
  std::filesystem::create_directories(folder / "build");
  const std::string installed = put_program(folder, "bin/nightporter");
  const std::string built = put_program(folder, "build/nightporter");
  const std::string search_path = "/nowhere:" + (folder / "bin").string();
  CHECK(program_as_called("nightporter", search_path) == "nightporter");
  CHECK(program_as_called(installed, search_path) == "nightporter");
  CHECK(program_as_called(built, search_path) == built);  // the name would start the other one
  CHECK(program_as_called(installed, "/nowhere") == installed);
}

TEST_CASE("a path that the shell would take apart is quoted") {
  CHECK(program_as_called("/a b/it's", "") == "'/a b/it'\\''s'");
}

}  // namespace
}  // namespace nightporter::app
