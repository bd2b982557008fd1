#include <signal.h>
#include <sqlite3.h>

#include <catch2/catch.hpp>

#include "tests/support/child_program.h"
#include "tests/support/database_dump.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;

namespace nightporter::test {
namespace {

void execute(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  const int result = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr);
  sqlite3_close(database);
  REQUIRE(result == SQLITE_OK);
}

TEST_CASE("a child program's exit code, output, folder and environment are its own") {
  const TemporaryFolder folder;
  ChildProgram program({.arguments = {"/bin/sh", "-c", "pwd; echo $NAME; echo oops >&2; exit 7"},
                        .environment = {{"NAME", "night porter"}},
                        .folder = folder.path()});
  const auto end = program.wait(20s);
  REQUIRE(end);
  CHECK(end->exit_code == 7);
  CHECK(program.output() == std::filesystem::canonical(folder.path()).string() + "\nnight porter\noops\n");
}

TEST_CASE("a child program that does not end is said to run, and dies of SIGKILL") {
  ChildProgram program({.arguments = {"/bin/sleep", "1000"}});
  CHECK_FALSE(program.wait(10ms));
  program.signal(SIGKILL);
  const auto end = program.wait(20s);
  REQUIRE(end);
  CHECK(end->signal == SIGKILL);
  CHECK(end->exit_code == -1);
}

TEST_CASE("a child program that is let go takes its group with it") {
  const TemporaryFolder folder;
  {
    ChildProgram program({.arguments = {"/bin/sh", "-c", "sleep 1000 & sleep 1000"}, .environment = {{"MARK", folder.path().string()}}});
    CHECK_FALSE(program.wait(50ms));
    CHECK_FALSE(processes_with_environment(folder.path().string()).empty());
  }
  CHECK(processes_with_environment(folder.path().string()).empty());
}

TEST_CASE("a program that is not there ends with 127") {
  ChildProgram program({.arguments = {"/no/such/program"}});
  CHECK(program.wait(20s)->exit_code == 127);
}

TEST_CASE("two databases are compared row by row, without the columns that may differ") {
  const TemporaryFolder folder;
  const std::string table = "CREATE TABLE run (id INTEGER PRIMARY KEY, name TEXT, amount); CREATE TABLE empty (x);";
  execute(folder / "a.db", table + "INSERT INTO run VALUES (1, 'one', 1.5), (2, 'two', NULL)");
  execute(folder / "b.db", table + "INSERT INTO run VALUES (7, 'two', NULL), (8, 'one', 1.5)");
  execute(folder / "c.db", table + "INSERT INTO run VALUES (1, 'one', 1.5), (2, 'two', NULL), (3, 'two', NULL)");
  const auto without_id = [](const std::string&, const std::string& column) { return column != "id"; };
  const DatabaseDump a = dump_database(folder / "a.db", without_id);
  CHECK(a.at("run") == std::vector<std::string>{"name=one|amount=1.5|", "name=two|amount=NULL|"});
  CHECK(difference(a, dump_database(folder / "b.db", without_id)).empty());
  CHECK(difference(a, dump_database(folder / "c.db", without_id)) == "+ run: name=two|amount=NULL|\n");
  CHECK(difference(dump_database(folder / "c.db", without_id), a) == "- run: name=two|amount=NULL|\n");
}

TEST_CASE("a file that is no database is refused") {
  const TemporaryFolder folder;
  const auto file = folder.write("not.db", std::string(4096, 'x'));
  CHECK_THROWS_WITH(dump_database(file, [](const std::string&, const std::string&) { return true; }), Catch::Contains("not a database"));
}

}  // namespace
}  // namespace nightporter::test
