#include "engine/process/temp_directory.h"

#include <stdlib.h>
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

TEST_CASE("what a program killed while making or removing its directory left is swept too, and no other empty directory") {
  const TempDirectory parent;
  std::string made = (parent.path() / "nightporter-XXXXXX").string();
  REQUIRE(::mkdtemp(made.data()) != nullptr);
  std::string in_removal = (parent.path() / "nightporter-XXXXXX").string();
  REQUIRE(::mkdtemp(in_removal.data()) != nullptr);
  fs::permissions(in_removal, fs::perms(0711));
  fs::create_directory(parent.path() / "nightporter-123456");  // a person's: others may read it
  fs::permissions(parent.path() / "nightporter-123456", fs::perms(0755));
  std::ofstream(parent.path() / "nightporter-123456/note") << "content";
  CHECK(sweep_abandoned_directories(parent.path()) == 2);
  CHECK_FALSE(fs::exists(made));
  CHECK_FALSE(fs::exists(in_removal));
  CHECK(fs::exists(parent.path() / "nightporter-123456/note"));
}

}  // namespace
}  // namespace nightporter::engine
