#include "cdp/protocol/described.h"

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::cdp {
namespace {

struct Own {
  int number = 0;
  std::optional<std::vector<std::string>> words;
};
BOOST_DESCRIBE_STRUCT(Own, (), (number, words))

TEST_CASE("a struct of one's own becomes JSON by being described") {
  CHECK(encode(Own{.number = -1, .words = {{"a"}}}) == R"({"number":-1,"words":["a"]})");
  CHECK(decode<Own>(R"({"number":5,"words":["x","y"]})").words->size() == 2);
}

}  // namespace
}  // namespace nightporter::cdp
