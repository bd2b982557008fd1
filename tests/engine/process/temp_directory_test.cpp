#include "engine/process/temp_directory.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST_CASE("a temporary directory goes with its object, and what is in it") {
  fs::path path;
  {
    const TempDirectory directory;
    path = directory.path();
    std::ofstream(path / "file") << "content";
    CHECK(fs::exists(path / "file"));
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a temporary directory that was moved is removed once, by its last owner") {
  TempDirectory first;
  const fs::path path = first.path();
  {
    const TempDirectory second = std::move(first);
    CHECK(fs::exists(path));
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("a sweep leaves directories in use alone") {
  const TempDirectory parent;
  const TempDirectory in_use(parent.path());
  CHECK(sweep_abandoned_directories(parent.path()) == 0);
  CHECK(fs::exists(in_use.path()));
}

TEST_CASE("a sweep removes what a killed program left, and nothing of others") {
  const TempDirectory parent;
  fs::create_directory(parent.path() / "nightporter-of-somebody");  // without our marker
  fs::create_directory(parent.path() / "other");
  const std::size_t before = entries(parent.path());

  const pid_t child = ::fork();
  if (child == 0) {
    const TempDirectory left_behind(parent.path());
    ::raise(SIGKILL);
  }
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  REQUIRE(entries(parent.path()) == before + 1);

  CHECK(sweep_abandoned_directories(parent.path()) == 1);
  CHECK(entries(parent.path()) == before);
}

}  // namespace
}  // namespace nightporter::engine
