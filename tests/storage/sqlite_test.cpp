#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "storage/error.h"
#include "storage/session_vault.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

namespace {

mode_t mode_of(const std::filesystem::path& file) {
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

template <class Thrown>
Thrown thrown_by_opening(const std::filesystem::path& file) {
  try {
    Database::open(file, {.wait_for_others = std::chrono::milliseconds(50)});
  } catch (const Thrown& error) {
    return error;
  }
  FAIL("opened, or threw something else");
  throw std::logic_error("unreachable");
}

}  // namespace

TEST_CASE("a new database is private to its owner, folder included") {
  nightporter::test::TemporaryFolder folder;
  const auto file = folder / "data/inner/nightporter.db";
  const auto database = Database::open(file);
  database->execute("CREATE TABLE t (a TEXT)");
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(file.string() + "-wal") == 0600);
  CHECK(mode_of(file.string() + "-shm") == 0600);
  CHECK(mode_of(folder / "data/inner") == 0700);
}

TEST_CASE("every connection writes ahead, syncs fully and enforces foreign keys") {
  StorageFixture fixture;
  for (int opened = 0; opened < 2; ++opened) {
    CHECK(fixture.text("PRAGMA journal_mode") == "wal");
    CHECK(fixture.number("PRAGMA synchronous") == 2);
    CHECK(fixture.number("PRAGMA foreign_keys") == 1);
    CHECK(fixture.number("PRAGMA busy_timeout") == 30'000);
    fixture.reopen();
  }
  CHECK_THROWS_AS(
      fixture.database->execute("INSERT INTO download_intent (run_id, crm, store, report, from_date, to_date, temporary_path, path,"
                                " size_bytes, md5, sha256, source_url, suggested_name, length_verified, started_at)"
                                " VALUES ('nobody', '', '', '', '', '', '', '', 0, '', '', '', '', 0, '')"),
      DatabaseError);
}

TEST_CASE("a file that is no database is refused with a remedy") {
  nightporter::test::TemporaryFolder folder;
  const auto file = folder.write("nightporter.db", std::string(5000, 'x'));
  const auto error = thrown_by_opening<DatabaseDamaged>(file);
  CHECK_THAT(error.hint(), Contains("backup"));
}

namespace {

void fill_a_table(Database& database) {
  database.execute(
      "CREATE TABLE t (a TEXT); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
      " INSERT INTO t SELECT 'row number ' || i FROM n;");
}

void damage(const std::filesystem::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(-3000, std::ios::end);
  stream << std::string(2000, '\xff');
}

}  // namespace

TEST_CASE("a damaged page is found when the database is opened after a kill") {
  StorageFixture fixture;
  fill_a_table(*fixture.database);
  fixture.database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  fixture.database->execute("CREATE TABLE u (a TEXT)");
  const auto killed = fixture.folder / "killed.db";
  std::filesystem::copy_file(fixture.file(), killed);
  std::filesystem::copy_file(fixture.file().string() + "-wal", killed.string() + "-wal");
  damage(killed);
  const auto error = thrown_by_opening<DatabaseDamaged>(killed);
  CHECK_THAT(error.what(), Contains(killed.string()));
  CHECK_THAT(error.hint(), Contains(".recover"));
}

TEST_CASE("a database that was closed well is looked through only when that is asked for") {
  StorageFixture fixture;
  fill_a_table(*fixture.database);
  fixture.database.reset();
  damage(fixture.file());
  CHECK_NOTHROW(Database::open(fixture.file()));
  CHECK_THROWS_AS(Database::open(fixture.file(), {.check = OpenOptions::Check::kAlways}), DatabaseDamaged);
}

TEST_CASE_METHOD(StorageFixture, "neither text nor key is in the database's files") {
  const SealingKey key = SealingKey::generate();
  SessionVault(*database, key)
      .save(order_report().site, order_report().store, model::Secret("made-up-cookie-value"), std::nullopt, model::RunId("20251112-0100"));
  for (const char* suffix : {"", "-wal"}) {
    const std::string bytes = nightporter::test::read_file(file().string() + suffix);
    REQUIRE_FALSE(bytes.empty());
    CHECK(bytes.find("made-up-cookie-value") == std::string::npos);
    CHECK(bytes.find(key.to_hexadecimal().reveal()) == std::string::npos);
    CHECK(bytes.find(std::string(reinterpret_cast<const char*>(key.bytes()), 32)) == std::string::npos);
  }
}

}  // namespace nightporter::storage::test
