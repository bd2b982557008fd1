#include "app/config/database_address.h"

#include <catch2/catch.hpp>

#include "app/error.h"

namespace nightporter::app {
namespace {

std::string address_of(std::map<std::string, std::string> variables, const std::string& reference = "") {
  const auto address = database_address(reference, "nightporter.yaml:7", Environment(std::move(variables)));
  return address ? address->reveal() : "SQLite";
}

TEST_CASE("a database address with a password is no reference") {
  for (const char* good : {"env:DATABASE_URL", "file:/run/secrets/database", "postgresql://porter@db.example:5432/books",
                           "postgres://db/books?sslmode=require", "postgresql://[::1]:5432/books"})
    CHECK(is_database_reference(good));
  for (const char* bad : {"", "env:", "file:", "books", "mysql://db/books", "postgresql://porter:secret@db/books",
                          "postgresql://db/books?user=porter&password=secret"})
    CHECK_FALSE(is_database_reference(bad));
}

TEST_CASE("the database is the one that is configured, else the environment's, else SQLite") {
  CHECK(address_of({}) == "SQLite");
  CHECK(address_of({{"PGUSER", "porter"}, {"PGPASSWORD", "x"}}) == "SQLite");
  CHECK(address_of({{"DATABASE_URL", "postgresql://a/b"}}) == "postgresql://a/b");
  CHECK(address_of({{"DATABASE_URL", "postgresql://a/b"}, {"NIGHTPORTER_DATABASE_URL", "postgresql://c/d"}}) == "postgresql://c/d");
  CHECK(address_of({{"DATABASE_URL", "postgresql://a/b"}}, "postgresql://e/f") == "postgresql://e/f");
  CHECK(address_of({{"BOOKS", "postgresql://g:h@i/j"}}, "env:BOOKS") == "postgresql://g:h@i/j");
  CHECK(address_of({{"PGHOST", "db"}, {"PGDATABASE", "the books"}, {"PGPASSWORD", "it's \\"}}) ==
        "host='db' dbname='the books' password='it\\'s \\\\'");
}

TEST_CASE("a database address that leads nowhere names the variable and the line") {
  CHECK_THROWS_WITH(address_of({}, "env:BOOKS"), Catch::Contains("nightporter.yaml:7") && Catch::Contains("BOOKS"));
  CHECK_THROWS_AS(address_of({}, "file:/nowhere/at/all"), ConfigurationError);
}

}  // namespace
}  // namespace nightporter::app
