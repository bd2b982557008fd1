#include "stages/upload/upload_plan.h"

#include <catch2/catch.hpp>

using namespace nightporter;
using namespace nightporter::stages;

namespace {

using Indexes = std::vector<std::size_t>;

UploadTable orders(std::vector<std::pair<std::string, std::int64_t>> rows) {
  UploadTable table{
      .columns = {{.header = "ID", .name = "id", .key = true}, {.header = "Total", .name = "total", .type = model::ColumnType::kInteger}}};
  for (auto& [id, total] : rows) table.rows.push_back({id, total});
  return table;
}

}  // namespace

TEST_CASE("rows are new, updated or unchanged by their key, wherever they stand") {
  const UploadTable table = orders({{"a", 1}, {"b", 2}, {"c", 3}});
  const UploadPlan plan =
      plan_upload(table, {{.position = 9, .cells = {"b", std::int64_t{7}}}, {.position = 4, .cells = {"a", std::int64_t{1}}}});
  CHECK(plan.unchanged == Indexes{0});
  CHECK(plan.new_rows == Indexes{2});
  REQUIRE(plan.updates.size() == 1);
  CHECK(plan.updates[0].row == 1);
  CHECK(plan.updates[0].position == 9);
  CHECK(plan.updates[0].columns == Indexes{1});
  CHECK_FALSE(plan.nothing_to_do());
}

TEST_CASE("rows that we do not know, and rows without a key, are left alone") {
  const UploadPlan plan = plan_upload(
      orders({}), {{.position = 2, .cells = {"x", std::int64_t{1}}}, {.position = 3, .cells = {model::Empty(), std::int64_t{5}}}});
  CHECK(plan.nothing_to_do());
  CHECK(plan.repeated_keys.empty());
}

TEST_CASE("an id that a sheet has turned into a number is found, and mended") {
  const UploadPlan plan = plan_upload(orders({{"17", 1}}), {{.position = 2, .cells = {std::int64_t{17}, std::int64_t{1}}}});
  CHECK(plan.new_rows.empty());
  REQUIRE(plan.updates.size() == 1);
  CHECK(plan.updates[0].columns == Indexes{0});
}

TEST_CASE("a key that stands twice is told, and only the first is kept up to date") {
  const UploadTable table = orders({{"a", 2}});
  const UploadPlan plan =
      plan_upload(table, {{.position = 2, .cells = {"a", std::int64_t{1}}}, {.position = 8, .cells = {"a", std::int64_t{1}}}});
  REQUIRE(plan.repeated_keys.size() == 1);
  CHECK(plan.repeated_keys[0].key == "ID a");
  CHECK(plan.repeated_keys[0].positions == std::vector<std::int64_t>{2, 8});
  REQUIRE(plan.updates.size() == 1);
  CHECK(plan.updates[0].position == 2);
  CHECK(plan.new_rows.empty());
}

TEST_CASE("of two rows with one key the last one counts") {
  const UploadPlan plan = plan_upload(orders({{"a", 1}, {"a", 2}}), {});
  CHECK(plan.duplicates == Indexes{0});
  CHECK(plan.new_rows == Indexes{1});
}
