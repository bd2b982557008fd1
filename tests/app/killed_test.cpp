#include <sys/prctl.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

#include "engine/process/chrome_finder.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using engine::WindowMode;

/// 0 when there is no such process.
pid_t parent_of(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;)
    if (word == "PPid:" && status >> word) return std::stoi(word);
  return 0;
}

std::set<pid_t> descendants_of(pid_t ancestor) {
  std::set<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const pid_t process = std::stoi(name);
    for (pid_t above = parent_of(process); above > 1; above = parent_of(above))
      if (above == ancestor) found.insert(process);
  }
  return found;
}

/// Those that are still there, zombies too, when all have gone or the time is over. Orphans come to the test, which reaps them as PID 1
/// does.
std::set<pid_t> left_of(std::set<pid_t> processes) {
  const auto patience = std::chrono::steady_clock::now() + 15s;
  while (!processes.empty() && std::chrono::steady_clock::now() < patience) {
    // Their end announces itself to their parent only, which may be another of them.
    std::this_thread::sleep_for(5ms);
    std::erase_if(processes, [](pid_t process) {
      ::waitpid(process, nullptr, WNOHANG);
      return !fs::exists("/proc/" + std::to_string(process));
    });
  }
  return processes;
}

/// The program with a temporary folder of its own, in one browser or the other.
struct Scene {
  backoffice::TumbleDrySite site;
  test::ProgramFolder folder;

  explicit Scene(WindowMode browser) {
    REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
    folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
    folder.add_store("td", backoffice::tumbledry_logins()[1]);
    folder.set_environment("NIGHTPORTER_CHROME", engine::find_chrome(browser).value().string());
    // Chrome runs as another user when we are root, and must get at its own folder in there.
    fs::permissions(folder / "", fs::perms(0755));
    fs::create_directory(folder / "tmp");
    fs::permissions(folder / "tmp", fs::perms(01777));
    folder.set_environment("TMPDIR", (folder / "tmp").string());
  }

  std::size_t temporary_folders() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder / "tmp")) ++count;
    return count;
  }

  void kill_and_look(test::ChildProgram& program) {
    const std::set<pid_t> started = descendants_of(program.process_id());
    CHECK(started.size() >= 3);  // Chrome, its zygotes, a renderer…
    CHECK(temporary_folders() >= 1);
    program.signal(SIGKILL);
    REQUIRE(program.wait(10s));
    CHECK(left_of(started).empty());
    CHECK(folder.processes_left().empty());
  }

  /// What the killed one has left on the disk is removed by the next.
  void expect_cleared_up() {
    const auto next = folder.run("nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12");
    INFO(next.output);
    CHECK(next.exit_code == 0);
    CHECK(temporary_folders() == 0);
    CHECK(folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  }
};

TEST_CASE("a run that is killed leaves no process, and its folders go with the next run, in either browser") {
  const auto browser = GENERATE(WindowMode::kHeadlessShell, WindowMode::kHeadless);
  Scene scene(browser);
  backoffice::Latch hold;
  scene.site.change([&hold](backoffice::BackOfficeState& state) { state.faults.hold_exports(hold); });
  const auto program = scene.folder.start("nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12");
  scene.site.server().wait_for_request("POST", "/en/order-report", 1);
  scene.kill_and_look(*program);
  hold.release();
  scene.site.change([](backoffice::BackOfficeState& state) { state.faults.clear(); });
  scene.expect_cleared_up();
}

TEST_CASE("bootstrap --remote that is killed leaves no process, and its folders go with the next run, in either browser") {
  const auto browser = GENERATE(WindowMode::kHeadlessShell, WindowMode::kHeadless);
  Scene scene(browser);
  const auto program = scene.folder.start("nightporter bootstrap --crm td --store a817 --remote");
  for (int look = 0; program->output().find("THIS-MACHINE") == std::string::npos; ++look) {
    INFO(program->output());
    REQUIRE(look < 300);
    REQUIRE_FALSE(program->wait(100ms));
  }
  scene.kill_and_look(*program);
  scene.expect_cleared_up();
}

}  // namespace
}  // namespace nightporter
