#include "storage/fact_table.h"

#include <catch2/catch.hpp>

#include "storage/error.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

namespace {

model::TableMapping orders() {
  model::TableMapping mapping;
  mapping.columns = {{.header = "Order No.", .name = "order_no", .key = true},
                     {.header = "Net Amount", .name = "net_amount", .type = model::ColumnType::kDecimal}};
  mapping.staging_table = "stg_td_order_report";
  mapping.fact_table = "fact_td_orders";
  return mapping;
}

void ensure(Database& database, const model::TableMapping& mapping) {
  Transaction transaction(database);
  ensure_tables(database, mapping);
  transaction.commit();
}

}  // namespace

TEST_CASE_METHOD(StorageFixture, "tables are made once and grow with the mapping") {
  ensure(*database, orders());
  ensure(*database, orders());
  CHECK(columns_of("fact_td_orders").size() == 12);
  auto grown = orders();
  grown.columns.push_back({.header = "Order Date", .name = "order_date", .type = model::ColumnType::kDate});
  ensure(*database, grown);
  CHECK(columns_of("fact_td_orders")["order_date"] == "DATE");
  CHECK(columns_of("stg_td_order_report")["order_date"] == "DATE");
  ensure(*database, orders());  // a second recipe may know fewer columns of the same table
}

TEST_CASE_METHOD(StorageFixture, "a word of SQL is a fine column name") {
  auto mapping = orders();
  for (const char* name : {"order", "group", "select", "primary", "values"}) mapping.columns.push_back({.header = name, .name = name});
  CHECK_NOTHROW(ensure(*database, mapping));
}

TEST_CASE("a mapping that can make no tables is refused with a remedy") {
  const auto refusal = [](auto change) {
    auto mapping = orders();
    change(mapping);
    try {
      check_mapping(mapping);
    } catch (const MappingError& error) {
      CHECK_FALSE(error.hint().empty());
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal([](auto&) {}) == "accepted");
  for (const char* name : {"", "Order", "order no", "1st", "a\"b", "naïve", "_x"})
    CHECK_THAT(refusal([&](auto& m) { m.columns[1].name = name; }), Contains("Net Amount") && Contains("is not one"));
  CHECK_THAT(refusal([](auto& m) { m.columns[1].name = std::string(64, 'a'); }), Contains("is not one"));
  CHECK_THAT(refusal([](auto& m) { m.columns[1].name = "store"; }), Contains("cannot be called store"));
  CHECK_THAT(refusal([](auto& m) { m.columns[1].name = "order_no"; }), Contains("two columns are called order_no"));
  CHECK_THAT(refusal([](auto& m) { m.columns[0].key = false; }), Contains("no key column"));
  CHECK_THAT(refusal([](auto& m) { m.fact_table = "run"; }), Contains("cannot be called run"));
  CHECK_THAT(refusal([](auto& m) { m.staging_table = "sqlite_x"; }), Contains("cannot be called sqlite_x"));
  CHECK_THAT(refusal([](auto& m) { m.staging_table = "x; DROP TABLE run"; }), Contains("is not one"));
  CHECK_THAT(refusal([](auto& m) { m.staging_table = m.fact_table; }), Contains("both called fact_td_orders"));
}

TEST_CASE_METHOD(StorageFixture, "a table is never changed under what it holds") {
  ensure(*database, orders());
  auto other_type = orders();
  other_type.columns[1].type = model::ColumnType::kText;
  CHECK_THROWS_WITH(ensure(*database, other_type), Contains("net_amount of stg_td_order_report holds decimal, the recipe says text"));
  auto other_key = orders();
  other_key.columns[1].key = true;
  CHECK_THROWS_WITH(ensure(*database, other_key), Contains("(order_no)") && Contains("(net_amount, order_no)"));
  auto other_role = orders();
  other_role.staging_table = "fact_td_orders";
  other_role.fact_table = "fact_new";
  CHECK_THROWS_WITH(ensure(*database, other_role), Contains("is a fact table"));
}

}  // namespace nightporter::storage::test
