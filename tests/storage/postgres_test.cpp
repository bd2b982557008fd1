#include <catch2/catch.hpp>

#include "storage/error.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

namespace {

model::TableMapping visits() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "No", .name = "visit_no", .type = model::ColumnType::kInteger, .key = true},
                     {.header = "At", .name = "visited_at", .type = model::ColumnType::kDateTime},
                     {.header = "Amount", .name = "amount", .type = model::ColumnType::kDecimal},
                     {.header = "Note", .name = "note"}};
  mapping.staging_table = "stg_visits";
  mapping.fact_table = "fact_visits";
  return mapping;
}

model::DateTime two_in_the_afternoon() {
  return model::DateTime{std::chrono::local_days(std::chrono::year(2025) / 11 / 12).time_since_epoch() + std::chrono::hours(14)};
}

Upsert load(Database& database, const std::vector<model::Row>& rows, const std::string& zone = "Asia/Kolkata") {
  LoadSource source{.run = RunLedger(database).start_run("test"), .of = order_report(), .period = day("2025-11-12"), .hash = {"m", "s"}};
  source.time_zone = zone;
  FactLoader loader(database, visits(), source);
  for (const model::Row& row : rows) loader.stage(row);
  const Upsert counts = loader.merge();
  loader.commit();
  return counts;
}

}  // namespace

TEST_CASE("facts have PostgreSQL's real types, and a date with time is the moment that it was in the store") {
  StorageFixture fixture;
  const model::Row row{std::int64_t{1}, two_in_the_afternoon(), model::Decimal(123456789012345678, 4), std::string("first")};
  CHECK(load(*fixture.database, {row}).inserted == 1);
  auto types = fixture.columns_of("fact_visits");
  CHECK(types["visit_no"] == "BIGINT");
  CHECK(types["visited_at"] == "TIMESTAMP WITH TIME ZONE");
  CHECK(types["amount"] == "NUMERIC");
  CHECK(fixture.text("SELECT visited_at FROM fact_visits") == "2025-11-12 08:30:00+00");
  CHECK(fixture.text("SELECT amount FROM fact_visits") == "12345678901234.5678");
  CHECK(load(*fixture.database, {row}).unchanged == 1);
  CHECK(load(*fixture.database, {row}, "UTC").updated == 1);
  CHECK(fixture.text("SELECT visited_at FROM fact_visits") == "2025-11-12 14:00:00+00");
}

TEST_CASE("history shows dates with times as the store's clock did") {
  StorageFixture fixture;
  load(*fixture.database, {{std::int64_t{1}, two_in_the_afternoon(), model::Empty(), std::string("a")}});
  load(*fixture.database, {{std::int64_t{1}, two_in_the_afternoon() + std::chrono::hours(1), model::Empty(), std::string("a")}});
  CHECK(fixture.text("SELECT old_value || ' -> ' || new_value FROM row_history") == "2025-11-12 14:00:00 -> 2025-11-12 15:00:00");
}

TEST_CASE("a zone that PostgreSQL does not know, or text that it cannot hold, is refused and nothing is loaded") {
  StorageFixture fixture;
  CHECK_THROWS_WITH(load(*fixture.database, {}, "Mars/Olympus"), Contains("Mars/Olympus"));
  CHECK_THROWS_AS(load(*fixture.database, {{std::int64_t{1}, model::Empty(), model::Empty(), std::string("a\0b", 3)}}), RowRefused);
  CHECK(load(*fixture.database, {{std::int64_t{1}, model::Empty(), model::Empty(), std::string("a")}}).inserted == 1);
}

TEST_CASE("a server that is restarted between two statements is found again") {
  StorageFixture fixture;
  fixture.database->execute("CREATE TABLE t (a BIGINT)");
  Statement insert = fixture.database->prepare("INSERT INTO t VALUES (?)");
  for (int number = 0; number < 3; ++number) insert.bind(1, number).execute();
  fixture.server().stop();
  fixture.server().start();
  insert.bind(1, 3).execute();
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 4);
  fixture.server().stop();
  fixture.server().start();
  {
    Transaction transaction(*fixture.database);
    insert.bind(1, 4).execute();
    transaction.commit();
  }
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 5);
}

TEST_CASE("a transaction in which the server goes away is lost whole, says so, and the next one connects anew") {
  StorageFixture fixture;
  fixture.database->execute("CREATE TABLE t (a BIGINT)");
  const auto lose_in_the_middle = [&](auto write) {
    Transaction transaction(*fixture.database);
    fixture.database->execute("INSERT INTO t VALUES (1)");
    fixture.server().stop();
    fixture.server().start();
    write();
    transaction.commit();
  };
  CHECK_THROWS_AS(lose_in_the_middle([&] { fixture.database->execute("INSERT INTO t VALUES (2)"); }), DatabaseLost);
  CHECK_FALSE(fixture.database->in_transaction());
  CHECK_THROWS_AS(lose_in_the_middle([] {}), DatabaseLost);
  CHECK_THROWS_AS(lose_in_the_middle([&] { fixture.database->insert_into("t", {"a"}); }), DatabaseLost);
  CHECK(fixture.number("SELECT COUNT(*) FROM t") == 0);
}

TEST_CASE("a server that stays away is given up after the time that we wait for others") {
  StorageFixture fixture;
  const auto impatient = fixture.connect({.wait_for_others = std::chrono::milliseconds(300)});
  fixture.server().stop();
  CHECK_THROWS_AS(impatient->execute("SELECT 1"), DatabaseLost);
  fixture.server().start();
  impatient->execute("SELECT 1");
}

TEST_CASE("a server that cannot be reached or a database that is not there is told without the password") {
  try {
    Database::connect(model::Secret("postgresql://porter:not-to-be-shown@127.0.0.1:1/books"));
    FAIL("connected");
  } catch (const DatabaseError& error) {
    CHECK_THAT(error.what(), Contains("postgresql://porter@127.0.0.1:1/books"));
    CHECK_THAT(error.what(), !Contains("not-to-be-shown"));
    CHECK_THAT(error.hint(), Contains("DATABASE_URL"));
  }
}

}  // namespace nightporter::storage::test
