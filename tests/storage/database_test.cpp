#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "storage/error.h"
#include "storage/migrations.h"
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

TEST_CASE("migrations are applied once and numbered") {
  StorageFixture fixture;
  const int newest = migrations().back().number;
  CHECK(fixture.database->schema_version() == newest);
  fixture.reopen();
  CHECK(fixture.number("SELECT COUNT(*) FROM schema_version") == newest);
}

TEST_CASE("a database of a newer program is refused by name and left alone") {
  StorageFixture fixture;
  fixture.database->execute("INSERT INTO schema_version VALUES (999, 'future', '')");
  fixture.database.reset();
  const auto error = thrown_by_opening<SchemaTooNew>(fixture.file());
  CHECK_THAT(error.what(), Contains("schema version 999") && Contains("only up to " + std::to_string(migrations().back().number)) &&
                               Contains(fixture.file().string()));
  CHECK_THAT(error.hint(), Contains("newer program"));
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

TEST_CASE("a transaction that is not committed leaves nothing") {
  StorageFixture fixture;
  fixture.database->execute("CREATE TABLE t (a INTEGER)");
  {
    Transaction transaction(*fixture.database);
    fixture.database->execute("INSERT INTO t VALUES (1)");
    CHECK(fixture.number("SELECT COUNT(*) FROM t") == 1);
  }
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 0);
  CHECK_FALSE(fixture.database->in_transaction());
  {
    Transaction transaction(*fixture.database);
    fixture.database->execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 1);
}

TEST_CASE("transactions do not nest") {
  StorageFixture fixture;
  Transaction outer(*fixture.database);
  CHECK_THROWS_AS(Transaction(*fixture.database), DatabaseError);
  CHECK(fixture.database->in_transaction());
}

TEST_CASE("a second writer waits, then says that the database is busy") {
  StorageFixture fixture;
  const auto second = Database::open(fixture.file(), {.wait_for_others = std::chrono::milliseconds(50)});
  Transaction first_writer(*fixture.database);
  try {
    Transaction second_writer(*second);
    FAIL("two writers at once");
  } catch (const DatabaseBusy& error) {
    CHECK_THAT(error.hint(), Contains("another program"));
  }
}

TEST_CASE("an error of SQL names the statement") {
  StorageFixture fixture;
  CHECK_THROWS_WITH(fixture.database->prepare("SELECT nothing FROM nowhere"), Contains("SELECT nothing FROM nowhere"));
}

TEST_CASE("what is bound is what is read") {
  StorageFixture fixture;
  Statement select = fixture.database->prepare("SELECT ?, ?, ?, ?, ?, ?, ?");
  const Blob bytes{0, 1, 255};
  const TimePoint moment = time_from_iso("2025-11-12T18:30:05.123Z");
  select.bind(1, std::int64_t{1} << 40).bind(2, "it's").bind(3, bytes).bind(4, moment).bind(5, date("2025-11-12"));
  select.bind(6, nullptr).bind(7, std::optional<std::string>());
  REQUIRE(select.next());
  CHECK(select.integer(0) == std::int64_t{1} << 40);
  CHECK(select.text(1) == "it's");
  CHECK(select.blob(2) == bytes);
  CHECK(select.time(3) == moment);
  CHECK(select.date(4) == date("2025-11-12"));
  CHECK(select.is_null(5));
  CHECK(select.optional_text(6) == std::nullopt);
  CHECK_FALSE(select.next());
}

TEST_CASE("times are written in one form that sorts") {
  CHECK(to_iso(time_from_iso("2025-11-12T18:30:05.123Z")) == "2025-11-12T18:30:05.123Z");
  CHECK(to_iso(TimePoint(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
  CHECK(to_iso(TimePoint()) < to_iso(now()));
  for (const char* wrong : {"2025-11-12 18:30:05.123Z", "2025-11-12T18:30:05Z", "2025-13-12T18:30:05.123Z", "2025-11-12T25:30:05.123Z", ""})
    CHECK_THROWS_AS(time_from_iso(wrong), std::invalid_argument);
}

}  // namespace nightporter::storage::test
