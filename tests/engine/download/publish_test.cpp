#include "engine/download/publish.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "engine/error.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

mode_t mode_of(const fs::path& file) {
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

TEST_CASE("digests are those of md5sum and sha256sum") {
  const test::TemporaryFolder folder;
  const FileDigest empty = digest_file(folder.write("empty", ""));
  CHECK(empty.md5 == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(empty.sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const FileDigest abc = digest_file(folder.write("abc", "abc"));
  CHECK(abc.md5 == "900150983cd24fb0d6963f7d28e17f72");
  CHECK(abc.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const FileDigest million = digest_file(folder.write("million", std::string(1'000'000, 'a')));
  CHECK(million.sha256 == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(million.size_bytes == 1'000'000);
  CHECK_THROWS_AS(digest_file(folder / "none"), Error);
}

TEST_CASE("a published file is whole, readable by the group only, and leaves the quarantine") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.write("quarantine/guid", "a,b\n1,2\n");
  const PublishedFile published = publish(file, folder / "out/deep", "orders.csv", NameTaken::kKeepBoth);
  CHECK(published.path == folder / "out/deep/orders.csv");
  CHECK(test::read_file(published.path) == "a,b\n1,2\n");
  CHECK(published.digest.size_bytes == 8);
  CHECK_FALSE(published.was_there);
  CHECK(mode_of(published.path) == 0640);
  CHECK_FALSE(fs::exists(file));
  CHECK(names_in(folder / "out/deep") == std::set<std::string>{"orders.csv"});
}

TEST_CASE("another file of the same name is never overwritten silently") {
  const test::TemporaryFolder folder;
  const auto publish_bytes = [&](const char* bytes, NameTaken policy) {
    return publish(folder.write("quarantine/guid", bytes), folder / "out", "orders.csv", policy);
  };
  CHECK(publish_bytes("first", NameTaken::kKeepBoth).path.filename() == "orders.csv");
  CHECK(publish_bytes("second", NameTaken::kKeepBoth).path.filename() == "orders (2).csv");
  CHECK(publish_bytes("third", NameTaken::kKeepBoth).path.filename() == "orders (3).csv");
  CHECK(test::read_file(folder / "out/orders.csv") == "first");

  const PublishedFile again = publish_bytes("second", NameTaken::kKeepBoth);
  CHECK(again.path.filename() == "orders (2).csv");
  CHECK(again.was_there);
  CHECK(names_in(folder / "out").size() == 3);
  CHECK(names_in(folder / "quarantine").empty());

  CHECK(publish_bytes("fourth", NameTaken::kReplace).path.filename() == "orders.csv");
  CHECK(test::read_file(folder / "out/orders.csv") == "fourth");
  CHECK(publish_bytes("fourth", NameTaken::kReplace).was_there);
}

TEST_CASE("a file that another process puts there at the last moment is not overwritten either") {
  const test::TemporaryFolder folder;
  const fs::path ours = folder.write("quarantine/guid", "ours");
  const PublishedFile published = publish(ours, folder / "out", "orders.csv", NameTaken::kKeepBoth, [&folder](const PublishedFile& about) {
    if (about.path.filename() == "orders.csv") folder.write("out/orders.csv", "theirs");
  });
  CHECK(published.path.filename() == "orders (2).csv");
  CHECK(test::read_file(folder / "out/orders.csv") == "theirs");
  CHECK(test::read_file(folder / "out/orders (2).csv") == "ours");
  CHECK(names_in(folder / "out").size() == 2);
}

TEST_CASE("a file that cannot be published stays in the quarantine and leaves nothing behind") {
  const test::TemporaryFolder folder;
  const fs::path file = folder.write("quarantine/guid", "bytes");
  folder.write("plain", "a file, not a folder");
  CHECK_THROWS_AS(publish(file, folder / "plain", "orders.csv", NameTaken::kKeepBoth), Error);
  CHECK_THROWS_AS(publish(file, folder / "out", "../orders.csv", NameTaken::kKeepBoth), Error);
  // The name is taken by a folder: the rename fails at the very end.
  fs::create_directories(folder / "out/taken.csv/inside");
  CHECK_THROWS_AS(publish(file, folder / "out", "taken.csv", NameTaken::kReplace), Error);
  CHECK(test::read_file(file) == "bytes");
  CHECK(names_in(folder / "out") == std::set<std::string>{"taken.csv"});
  CHECK_THROWS_AS(publish(folder / "none", folder / "out", "a.csv", NameTaken::kKeepBoth), Error);
}

TEST_CASE("a file on another file system is copied") {
  const test::TemporaryFolder folder;
  const fs::path elsewhere = "/dev/shm";
  struct stat here{}, there{};
  if (::stat(elsewhere.c_str(), &there) != 0 || ::stat(folder.path().c_str(), &here) != 0 || here.st_dev == there.st_dev ||
      ::access(elsewhere.c_str(), W_OK) != 0) {
    WARN("no second file system here");
    return;
  }
  const fs::path target = elsewhere / ("publish_test_" + std::to_string(::getpid()));
  const fs::path file = folder.write("guid", std::string(600'000, 'z'));
  const PublishedFile published = publish(file, target, "big.csv", NameTaken::kKeepBoth);
  CHECK(published.digest.size_bytes == 600'000);
  CHECK(mode_of(published.path) == 0640);
  CHECK_FALSE(fs::exists(file));
  CHECK(names_in(target) == std::set<std::string>{"big.csv"});
  fs::remove_all(target);
}

TEST_CASE("what a killed run left half-published is swept") {
  const test::TemporaryFolder folder;
  folder.write("orders.csv.part", "half");
  folder.write("orders.csv", "whole");
  CHECK(sweep_unpublished(folder.path()) == 1);
  CHECK(names_in(folder.path()) == std::set<std::string>{"orders.csv"});
  CHECK(sweep_unpublished(folder / "none") == 0);
}

TEST_CASE("what is being published, and what a journal still speaks of, is not swept") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("guid", "whole");
  std::filesystem::create_directory(folder / "out");
  const auto journaled = folder.write("out/journaled.csv.part", "whole too");
  folder.write("out/abandoned.csv.part", "half");
  int swept = 0;
  publish(file, folder / "out", "orders.csv", NameTaken::kKeepBoth,
          [&](const PublishedFile&) { swept = sweep_unpublished(folder / "out", {journaled}); });
  CHECK(swept == 1);
  CHECK(names_in(folder / "out") == std::set<std::string>{"orders.csv", "journaled.csv.part"});
}

TEST_CASE("a link in the quarantine is not published, and what it points to is left alone") {
  const test::TemporaryFolder folder;
  const auto elsewhere = folder.write("elsewhere", "not for everybody");
  std::filesystem::permissions(elsewhere, std::filesystem::perms::owner_read);
  std::filesystem::create_symlink(elsewhere, folder / "guid");
  CHECK_THROWS_AS(publish(folder / "guid", folder / "out", "orders.csv", NameTaken::kKeepBoth), Error);
  CHECK(std::filesystem::status(elsewhere).permissions() == std::filesystem::perms::owner_read);
  CHECK_FALSE(std::filesystem::exists(folder / "out/orders.csv"));
  std::filesystem::create_hard_link(elsewhere, folder / "second-name");
  CHECK_THROWS_AS(publish(folder / "second-name", folder / "out", "orders.csv", NameTaken::kKeepBoth), Error);
  CHECK(std::filesystem::status(elsewhere).permissions() == std::filesystem::perms::owner_read);
}

TEST_CASE("the journal is told of a file when it is durable beside its final place, and a journal that fails stops it") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("quarantine/guid", "a,b\n");
  const auto target = folder / "out";
  CHECK_THROWS_WITH(
      publish(file, target, "orders.csv", NameTaken::kKeepBoth, [](const PublishedFile&) { throw std::runtime_error("disk is full"); }),
      "disk is full");
  CHECK(test::read_file(file) == "a,b\n");
  CHECK(std::filesystem::is_empty(target));

  std::string seen;
  const PublishedFile published = publish(file, target, "orders.csv", NameTaken::kKeepBoth, [&](const PublishedFile& about) {
    seen = test::read_file(about.temporary);
    CHECK(about.path == target / "orders.csv");
    CHECK_FALSE(std::filesystem::exists(about.path));
  });
  CHECK(seen == "a,b\n");
  CHECK(test::read_file(published.path) == "a,b\n");
}

}  // namespace
}  // namespace nightporter::engine
