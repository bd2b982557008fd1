#include "storage/postgres/copy_text.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "storage/postgres/placeholders.h"

namespace nightporter::storage::test {

namespace {

std::string copied(const model::Cell& cell) {
  std::string line;
  append_copy_text(line, cell);
  return line;
}

}  // namespace

TEST_CASE("cells are written as COPY reads them") {
  using namespace std::string_literals;
  CHECK(copied(model::Empty()) == "\\N");
  CHECK(copied("\\N"s) == "\\\\N");
  CHECK(copied("a\tb\nc\rd\\"s) == "a\\tb\\nc\\rd\\\\");
  CHECK(copied(""s).empty());
  CHECK(copied(true) == "t");
  CHECK(copied(std::int64_t{-5}) == "-5");
  CHECK(copied(model::Decimal(-105, 2)) == "-1.05");
  CHECK_THROWS_AS(copied("a\0b"s), std::out_of_range);
}

TEST_CASE("placeholders are numbered, but for what only looks like one") {
  CHECK(numbered_placeholders("SELECT ? FROM t WHERE a = ? AND b = '?' AND \"c?\" = ?") ==
        "SELECT $1 FROM t WHERE a = $2 AND b = '?' AND \"c?\" = $3");
  CHECK(numbered_placeholders("SELECT 'it''s ?' -- why?\n, ?") == "SELECT 'it''s ?' -- why?\n, $1");
  CHECK(numbered_placeholders("a - ? 'unfinished ?") == "a - $1 'unfinished ?");
  CHECK(numbered_placeholders("").empty());
}

}  // namespace nightporter::storage::test
