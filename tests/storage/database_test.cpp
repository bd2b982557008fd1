#include <catch2/catch.hpp>

#include "storage/error.h"
#include "storage/migrations.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

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
  const std::string name = fixture.database->name();
  fixture.database.reset();
  try {
    fixture.connect();
    FAIL("opened");
  } catch (const SchemaTooNew& error) {
    CHECK_THAT(error.what(),
               Contains("schema version 999") && Contains("only up to " + std::to_string(migrations().back().number)) && Contains(name));
    CHECK_THAT(error.hint(), Contains("newer program"));
  }
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
  const auto second = fixture.connect({.wait_for_others = std::chrono::milliseconds(50)});
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
  CHECK_THROWS_WITH(fixture.database->prepare("SELECT nothing FROM nowhere").next(), Contains("SELECT nothing FROM nowhere"));
}

TEST_CASE("what is bound is what is read") {
  StorageFixture fixture;
  fixture.database->execute_schema("CREATE TABLE t (a BIGINT, b TEXT, c BLOB, d TEXT, e TEXT, f TEXT, g TEXT, h BLOB)");
  const Blob bytes{0, 1, 255};
  const TimePoint moment = time_from_iso("2025-11-12T18:30:05.123Z");
  Statement insert = fixture.database->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, std::int64_t{1} << 40).bind(2, "it's a \\ \t?").bind(3, bytes).bind(4, moment).bind(5, date("2025-11-12"));
  insert.bind(6, nullptr).bind(7, std::optional<std::string>()).bind(8, Blob());
  for (int times = 0; times < 3; ++times) CHECK(insert.execute() == 1);
  Statement select = fixture.database->prepare("SELECT a, b, c, d, e, f, g, h, a > 3, '?' FROM t WHERE b = ?");
  select.bind(1, "it's a \\ \t?");
  int rows = 0;
  while (select.next()) {
    ++rows;
    CHECK(select.integer(0) == std::int64_t{1} << 40);
    CHECK(select.text(1) == "it's a \\ \t?");
    CHECK(select.blob(2) == bytes);
    CHECK(select.time(3) == moment);
    CHECK(select.date(4) == date("2025-11-12"));
    CHECK(select.is_null(5));
    CHECK(select.optional_text(6) == std::nullopt);
    CHECK_FALSE(select.is_null(7));
    CHECK(select.blob(7).empty());
    CHECK(select.integer(8) == 1);
    CHECK(select.text(9) == "?");
  }
  CHECK(rows == 3);
}

TEST_CASE("rows that are inserted together are there when they are finished") {
  StorageFixture fixture;
  fixture.database->execute("CREATE TABLE t (a BIGINT, b TEXT, c NUMERIC, d BOOLEAN)");
  const std::string awkward = "tab\there, line\nfeed, return\r, back\\slash, \\N, \"quotes\", नमस्ते";
  Transaction transaction(*fixture.database);
  {
    Insertion rows = fixture.database->insert_into("t", {"a", "b", "c", "d"});
    for (std::int64_t number = 0; number < 5000; ++number) {
      rows.add(number).add(awkward).add(model::Decimal(-12345, 2)).add(number % 2 == 0);
      rows.end_row();
    }
    rows.add(std::int64_t{5000}).add(std::string()).add(model::Empty()).add(model::Empty());
    rows.end_row();
    rows.finish();
  }
  transaction.commit();
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 5001);
  Statement select = fixture.database->prepare("SELECT b, c, d FROM t WHERE a = ?");
  select.bind(1, 4999);
  REQUIRE(select.next());
  CHECK(select.text(0) == awkward);
  CHECK(select.cell_text(1, model::ColumnType::kDecimal) == "-123.45");
  CHECK(select.cell_text(2, model::ColumnType::kBoolean) == "false");
  CHECK_FALSE(select.next());
  select.bind(1, 5000);
  REQUIRE(select.next());
  CHECK_FALSE(select.is_null(0));
  CHECK(select.text(0).empty());
  CHECK(select.is_null(1));
}

TEST_CASE("rows that are given up leave the connection fit for the next") {
  StorageFixture fixture;
  fixture.database->execute("CREATE TABLE t (a BIGINT)");
  {
    Transaction transaction(*fixture.database);
    Insertion rows = fixture.database->insert_into("t", {"a"});
    rows.add(std::int64_t{1});
    rows.end_row();
  }
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 0);
}

TEST_CASE("times are written in one form that sorts") {
  CHECK(to_iso(time_from_iso("2025-11-12T18:30:05.123Z")) == "2025-11-12T18:30:05.123Z");
  CHECK(to_iso(TimePoint(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
  CHECK(to_iso(TimePoint()) < to_iso(now()));
  for (const char* wrong : {"2025-11-12 18:30:05.123Z", "2025-11-12T18:30:05Z", "2025-13-12T18:30:05.123Z", "2025-11-12T25:30:05.123Z", ""})
    CHECK_THROWS_AS(time_from_iso(wrong), std::invalid_argument);
}

}  // namespace nightporter::storage::test
