#include <catch2/catch.hpp>
#include <csignal>

#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;
using test::ProgramFolder;

bool printed(test::ChildProgram& program, const std::string& text, std::chrono::seconds within) {
  for (const auto until = std::chrono::steady_clock::now() + within; std::chrono::steady_clock::now() < until;) {
    if (program.output().find(text) != std::string::npos) return true;
    if (program.wait(50ms)) return program.output().find(text) != std::string::npos;
  }
  return false;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

/// "17 2 * * *": a minute that begins within the coming 75 seconds, and then again tomorrow.
std::string soon() {
  const auto minute = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now() + 75s);
  const std::chrono::hh_mm_ss time(minute - std::chrono::floor<std::chrono::days>(minute));
  return std::to_string(time.minutes().count()) + " " + std::to_string(time.hours().count()) + " * * *";
}

TEST_CASE("schedule runs the stores when they are due, waits for the next time, and SIGTERM ends it with nothing left") {
  backoffice::TumbleDrySite site;
  ProgramFolder folder;
  folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
  folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
  folder.add_store("td", backoffice::tumbledry_logins()[1]);
  folder.configure("schedule: { at: ['" + soon() + "'], time_zone: UTC }");
  const auto program = folder.start("nightporter schedule");
  REQUIRE(printed(*program, "Next run: ", 20s));
  const bool has_run = printed(*program, "done in", 150s);
  INFO(program->output());
  REQUIRE(has_run);
  while (count_of(program->output(), "Next run: ") < 2) REQUIRE_FALSE(program->wait(50ms));
  program->signal(SIGTERM);
  const auto end = program->wait(20s);
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 0);
  CHECK(folder.query_one("SELECT exit_code FROM run WHERE command = 'schedule'") == "0");
  CHECK(folder.query("SELECT run_id FROM run").size() == 1);
  CHECK(folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  CHECK(folder.processes_left().empty());
}

}  // namespace
}  // namespace nightporter
