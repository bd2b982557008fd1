#include "app/terminal/listing.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace nightporter::app {
namespace {

TEST_CASE("a listing is a table for people and JSON for programs") {
  Listing listing({{"store", "store"}, {"rows", "rows"}, {"path", ""}, {"", "note"}});
  listing.add({std::string("td/a"), std::int64_t{3}, std::string("/x \"y\""), std::string("n")});
  listing.add({std::string("td/b"), {}, std::string(), true});
  std::ostringstream table;
  listing.print_table(table, "nothing");
  CHECK(table.str() == "store  rows  note\ntd/a      3  n\ntd/b         yes\n");
  std::ostringstream json;
  listing.print_json(json);
  CHECK(json.str() ==
        "[\n  {\"store\":\"td/a\",\"rows\":3,\"path\":\"/x \\\"y\\\"\"},\n  {\"store\":\"td/b\",\"rows\":null,\"path\":\"\"}\n]\n");
}

TEST_CASE("an empty listing says so to people and is an empty array to programs") {
  const Listing listing({{"a", "a"}});
  std::ostringstream table;
  listing.print_table(table, "There is nothing.");
  CHECK(table.str() == "There is nothing.\n");
  std::ostringstream json;
  listing.print_json(json);
  CHECK(json.str() == "[]\n");
}

}  // namespace
}  // namespace nightporter::app
