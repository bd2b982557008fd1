#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "engine/download/file_digest.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/backoffice/uclean_site.h"

namespace nightporter {
namespace {

using backoffice::BackOfficeState;
using backoffice::Fault;
using test::ProgramFolder;
using test::ProgramResult;
using test::TemporaryFolder;

constexpr const char* kOneDay = "crm_download download --crm td --store a817 --from 2025-11-12 --to 2025-11-12";
constexpr const char* kKirtiFile = "TD_OrderReport_KirtiNagar_2025-11-12_to_2025-11-12.xlsx";

/// The laundry franchise of docs: two CRMs with two stores each, simulated.
struct Franchise {
  backoffice::TumbleDrySite tumbledry;
  backoffice::UCleanSite uclean;
  ProgramFolder folder;

  Franchise() {
    folder.send_origin("td", "https://subs.quickdrycleaning.com", tumbledry.subs_origin());
    folder.send_origin("td", "https://reports.quickdrycleaning.com", tumbledry.reports_origin());
    folder.send_origin("uc", "https://store.ucleanlaundry.com", uclean.origin());
  }
  void add_tumbledry() {
    for (const auto& login : backoffice::tumbledry_logins()) folder.add_store("td", login);
  }
  void add_uclean() {
    folder.add_store("uc", backoffice::uclean_logins()[0]);
    folder.add_store("uc", backoffice::uclean_logins()[1], ", variables: { export: post }");
  }
};

TEST_CASE("D91 a day of TumbleDry is downloaded, entered in the ledger with hash, size, address and time, loaded and audited",
          "[browsers]") {
  Franchise franchise;
  franchise.add_tumbledry();
  ProgramFolder& folder = franchise.folder;
  const ProgramResult first = folder.run(std::string(kOneDay) + " --headless --keep-files");
  INFO(first.output);
  REQUIRE(first.exit_code == 0);
  CHECK(folder.files("downloads") == std::vector<std::string>{kKirtiFile});
  CHECK(folder.query_one("SELECT md5 FROM download_ledger") == engine::digest_file(folder / ("downloads/" + std::string(kKirtiFile))).md5);
  CHECK(folder.query_one("SELECT sha256 || ' ' || size_bytes FROM download_ledger") ==
        engine::digest_file(folder / ("downloads/" + std::string(kKirtiFile))).sha256 + " " +
            std::to_string(std::filesystem::file_size(folder / ("downloads/" + std::string(kKirtiFile)))));
  CHECK_THAT(folder.query_one("SELECT source_url FROM download_ledger"), Catch::StartsWith(franchise.tumbledry.reports_origin()));
  CHECK_FALSE(folder.query_one("SELECT finished_at FROM download_ledger").empty());
  CHECK(std::stoi(folder.query_one("SELECT count(*) FROM fact_td_orders WHERE store = 'a817'")) > 0);
  CHECK(folder.query_one("SELECT count(*) FROM stg_td_order_report") == folder.query_one("SELECT count(*) FROM fact_td_orders"));
  CHECK(folder.query_one("SELECT crm || ' ' || store || ' ' || from_date || ' ' || to_date || ' ' || status FROM ingest_audit") ==
        "td a817 2025-11-12 2025-11-12 loaded");
  CHECK(folder.query_one("SELECT inserted_rows FROM ingest_audit") == folder.query_one("SELECT count(*) FROM fact_td_orders"));

  const ProgramResult second = folder.run(kOneDay);
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK_THAT(second.output, Catch::Contains("unchanged"));
  CHECK(folder.query("SELECT status FROM ingest_audit ORDER BY id") == std::vector<std::string>{"loaded", "unchanged"});
  CHECK(folder.files("downloads") == std::vector<std::string>{kKirtiFile});
  CHECK(folder.processes_left().empty());
}

TEST_CASE("staging rows whose time is over go at the end of a run, and nothing that they became") {
  Franchise franchise;
  franchise.add_tumbledry();
  ProgramFolder& folder = franchise.folder;
  REQUIRE(folder.run(std::string(kOneDay) + " --headless").exit_code == 0);
  const std::string facts = folder.query_one("SELECT count(*) FROM fact_td_orders");
  CHECK(folder.query_one("SELECT count(*) FROM stg_td_order_report") == facts);
  folder.configure("staging: { keep: none }");
  const ProgramResult second = folder.run(kOneDay);
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(folder.query_one("SELECT count(*) FROM stg_td_order_report") == "0");
  CHECK(folder.query_one("SELECT count(*) FROM fact_td_orders") == facts);
  CHECK(folder.query("SELECT status FROM ingest_audit ORDER BY id") == std::vector<std::string>{"loaded", "unchanged"});
}

TEST_CASE("both stores of UClean are downloaded for today, one by GET and one by POST") {
  Franchise franchise;
  franchise.add_uclean();
  const ProgramResult result = franchise.folder.run("crm_download download --crm uc --store all --from today --to today");
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  const auto files = franchise.folder.files("downloads");
  REQUIRE(files.size() == 2);
  CHECK_THAT(files[0], Catch::StartsWith("UC_GST_Sector56_20") && Catch::EndsWith(".xlsx"));
  CHECK_THAT(files[1], Catch::StartsWith("UC_GST_SushantLok1_20"));
  CHECK(franchise.folder.query("SELECT DISTINCT store FROM fact_uc_gst ORDER BY store") ==
        std::vector<std::string>{"sector56", "sushantlok1"});
}

TEST_CASE("an expired session logs in again by itself, and later runs use the saved session") {
  Franchise franchise;
  franchise.add_tumbledry();
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  franchise.tumbledry.server().forget_requests();
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  CHECK(franchise.tumbledry.server().count_requests("POST", "/a817") == 0);
  franchise.tumbledry.change([](BackOfficeState& state) { state.accounts.expire_sessions(); });
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  CHECK(franchise.tumbledry.server().count_requests("POST", "/a817") > 0);
}

TEST_CASE("a store without a session and without a password asks for bootstrap, and the other store is done all the same") {
  Franchise franchise;
  franchise.folder.add_store("td", backoffice::tumbledry_logins()[0]);
  franchise.folder.add_store_without_secrets("td", backoffice::tumbledry_logins()[1]);
  const ProgramResult both = franchise.folder.run("crm_download download --crm td --store all --from 2025-11-12 --to 2025-11-12");
  INFO(both.output);
  CHECK(both.exit_code == 7);
  CHECK_THAT(both.output, Catch::Contains("nightporter bootstrap --crm td --store a817"));
  CHECK(franchise.folder.query("SELECT DISTINCT store FROM fact_td_orders") == std::vector<std::string>{"a668"});
  CHECK(franchise.folder.run(kOneDay).exit_code == 4);
  CHECK(franchise.folder.query_one("SELECT count(*) FROM download_ledger WHERE store = 'a817' AND status = 'failed'") == "2");
}

TEST_CASE("after two refused passwords the store is held: nobody tries a third time") {
  Franchise franchise;
  auto login = backoffice::tumbledry_logins()[1];
  login.password = "wrong";
  franchise.folder.add_store("td", login);
  CHECK(franchise.folder.run(kOneDay).exit_code == 4);
  CHECK(franchise.folder.run(kOneDay).exit_code == 4);
  franchise.tumbledry.server().forget_requests();
  const ProgramResult third = franchise.folder.run(kOneDay);
  INFO(third.output);
  CHECK(third.exit_code == 4);
  CHECK_THAT(third.output, Catch::Contains("refused the password twice"));
  CHECK(franchise.tumbledry.server().requests().empty());

  const ProgramResult released = franchise.folder.run("nightporter sessions release --crm td --store a817");
  CHECK_THAT(released.output, Catch::Contains("free again"));
  CHECK(franchise.folder.run(kOneDay).exit_code == 4);
  CHECK(franchise.folder.run(kOneDay).exit_code == 4);
  CHECK_THAT(franchise.folder.run(kOneDay).output, Catch::Contains("refused the password twice"));
  franchise.folder.set_environment("NIGHTPORTER_TD_A817_PASSWORD", backoffice::tumbledry_logins()[1].password);
  const ProgramResult corrected = franchise.folder.run(kOneDay);
  INFO(corrected.output);
  CHECK(corrected.exit_code == 0);
  CHECK_THAT(corrected.output, Catch::Contains("it is another one now"));
}

TEST_CASE("S40 no command works on a store that another run has, and none leaves it taken", "[browsers]") {
  Franchise franchise;
  franchise.add_tumbledry();
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  franchise.folder.query(
      "UPDATE store_lease SET owner_host = 'other', owner_space = 'elsewhere', run_id = 'another-run', released_at = NULL,"
      " expires_at = '2999-01-01T00:00:00.000Z' WHERE store = 'a817'");
  for (const char* command : {"nightporter sessions check --crm td --store a817", "nightporter bootstrap --crm td --store a817", kOneDay}) {
    const ProgramResult result = franchise.folder.run(command);
    INFO(result.output);
    CHECK(result.exit_code == 75);
    CHECK_THAT(result.output, Catch::Contains("another-run"));
  }
  franchise.folder.query("UPDATE store_lease SET expires_at = '2025-01-01T00:00:00.000Z'");
  CHECK(franchise.folder.run("nightporter sessions check --crm td --store a817").exit_code == 0);
  CHECK(franchise.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  CHECK(franchise.folder.query_one("SELECT exit_code FROM run WHERE command = 'sessions check' ORDER BY started_at DESC") == "0");
}

TEST_CASE("a login page under the report's name is refused, and leaves a picture, the page and the traffic") {
  Franchise franchise;
  franchise.add_tumbledry();
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  franchise.tumbledry.change([](BackOfficeState& state) { state.faults.inject(Fault::kLoginPageAsFile); });
  const ProgramResult result = franchise.folder.run("crm_download download --crm td --store a817 --from 2025-11-11 --to 2025-11-11");
  INFO(result.output);
  CHECK(result.exit_code == 4);
  CHECK(franchise.folder.query_one("SELECT count(*) FROM fact_td_orders WHERE order_date = '2025-11-11'") == "0");
  const auto evidence = franchise.folder.files("data/evidence");
  REQUIRE(evidence.size() == 5);
  CHECK_THAT(evidence[1], Catch::StartsWith("td-a817-order_report-2025-11-11-step") && Catch::EndsWith(".html"));
  CHECK_THAT(evidence[2], Catch::EndsWith(".png"));
  CHECK_THAT(evidence[4], Catch::EndsWith(".txt"));
}

TEST_CASE("rows of other days than those asked for are refused and nothing of the file is loaded") {
  Franchise franchise;
  franchise.add_tumbledry();
  franchise.tumbledry.change([](BackOfficeState& state) { state.faults.inject(Fault::kWrongPeriod); });
  const ProgramResult result = franchise.folder.run(kOneDay);
  INFO(result.output);
  CHECK(result.exit_code == 6);
  CHECK(franchise.folder.query_one("SELECT status FROM download_ledger") == "check_failed");
  CHECK(franchise.folder.query("SELECT 1 FROM sqlite_master WHERE name = 'fact_td_orders'").empty());
  CHECK(franchise.folder.files("downloads").size() == 1);
}

TEST_CASE("a button that is gone is a changed site, told with the step, the recipe's line and the closest thing on the page") {
  Franchise franchise;
  franchise.add_tumbledry();
  franchise.tumbledry.change([](BackOfficeState& state) { state.faults.inject(Fault::kRenamedButton); });
  const ProgramResult result = franchise.folder.run(kOneDay);
  INFO(result.output);
  CHECK(result.exit_code == 5);
  CHECK_THAT(result.output, Catch::Contains("site changed at step") && Catch::Contains("tumbledry.yaml:") && Catch::Contains("picture"));
}

TEST_CASE("a server error is tried again and the run ends well") {
  Franchise franchise;
  franchise.add_tumbledry();
  franchise.tumbledry.change([](BackOfficeState& state) { state.faults.inject(Fault::kServerError, 1); });
  const ProgramResult result = franchise.folder.run(kOneDay);
  INFO(result.output);
  CHECK(result.exit_code == 0);
}

TEST_CASE("Ctrl-C ends a run cleanly: exit code 130, no Chrome left, and the next run does the rest") {
  Franchise franchise;
  franchise.add_tumbledry();
  backoffice::Latch hold;
  franchise.tumbledry.change([&hold](BackOfficeState& state) { state.faults.hold_exports(hold); });
  auto program = franchise.folder.start(kOneDay);
  franchise.tumbledry.server().wait_for_request("POST", "/en/order-report", 2);
  program->signal(SIGINT);
  const auto end = program->wait(std::chrono::seconds(30));
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 130);
  CHECK(franchise.folder.processes_left().empty());
  CHECK(franchise.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  CHECK(franchise.folder.query_one("SELECT exit_code FROM run") == "130");
  hold.release();
  franchise.tumbledry.change([](BackOfficeState& state) { state.faults.clear(); });
  CHECK(franchise.folder.run(kOneDay).exit_code == 0);
}

TEST_CASE("A40 a run that is interrupted, told to end or hung up on leaves no Chrome and no folder of it", "[browsers]") {
  Franchise franchise;
  franchise.add_tumbledry();
  const TemporaryFolder temporary;
  std::filesystem::permissions(temporary.path(), std::filesystem::perms::all);
  franchise.folder.set_environment("TMPDIR", temporary.path().string());
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    INFO("signal " << number);
    const backoffice::Latch hold;
    franchise.tumbledry.change([&hold](BackOfficeState& state) { state.faults.hold_exports(hold); });
    franchise.tumbledry.server().forget_requests();
    auto program = franchise.folder.start(kOneDay);
    franchise.tumbledry.server().wait_for_request("POST", "/en/order-report", 2);
    CHECK_FALSE(std::filesystem::is_empty(temporary.path()));
    program->signal(number);
    const auto end = program->wait(std::chrono::seconds(30));
    INFO(program->output());
    REQUIRE(end);
    CHECK(end->exit_code == 130);
    CHECK(franchise.folder.processes_left().empty());
    CHECK(std::filesystem::is_empty(temporary.path()));
    hold.release();
    franchise.tumbledry.change([](BackOfficeState& state) { state.faults.clear(); });
  }
}

TEST_CASE("A40 a second Ctrl-C ends the program at once, and its Chrome with it", "[browsers]") {
  Franchise franchise;
  franchise.add_tumbledry();
  const backoffice::Latch hold;
  franchise.tumbledry.change([&hold](BackOfficeState& state) { state.faults.hold_exports(hold); });
  auto program = franchise.folder.start(kOneDay);
  franchise.tumbledry.server().wait_for_request("POST", "/en/order-report", 2);
  program->signal(SIGINT);
  program->signal(SIGINT);
  const auto end = program->wait(std::chrono::seconds(30));
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 130);
  // The kernel ends the processes of Chrome, which takes a moment.
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!franchise.folder.processes_left().empty() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  CHECK(franchise.folder.processes_left().empty());
  hold.release();
}

TEST_CASE("Ctrl-C reaches the second store of a worker as well as the first") {
  Franchise franchise;
  franchise.add_tumbledry();
  const backoffice::Latch hold;
  auto program = franchise.folder.start("crm_download download --crm td --store all --from 2025-11-12 --to 2025-11-12 --parallel 1");
  franchise.tumbledry.server().wait_for_request("POST", "/en/order-report", 2);
  franchise.tumbledry.change([&hold](BackOfficeState& state) { state.faults.hold_exports(hold); });
  franchise.tumbledry.server().wait_for_request("POST", "/en/order-report", 4);
  program->signal(SIGINT);
  const auto end = program->wait(std::chrono::seconds(30));
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 130);
  CHECK(franchise.folder.query("SELECT DISTINCT store FROM fact_td_orders") == std::vector<std::string>{"a668"});
  CHECK(franchise.folder.query_one("SELECT count(*) FROM store_lease WHERE released_at IS NULL") == "0");
  hold.release();
}

TEST_CASE("run fetches yesterday first, and finds nothing due afterwards") {
  Franchise franchise;
  franchise.add_uclean();
  const ProgramResult first = franchise.folder.run("nightporter run");
  INFO(first.output);
  CHECK(first.exit_code == 0);
  CHECK(franchise.folder.query_one("SELECT count(*) FROM download_ledger") == "2");
  const ProgramResult second = franchise.folder.run("nightporter run");
  INFO(second.output);
  CHECK(second.exit_code == 0);
  CHECK(franchise.folder.query_one("SELECT count(*) FROM download_ledger") == "2");
}

/// The state that is saved for a817, with the login cookie's end `ahead` of now.
void let_session_end(ProgramFolder& folder, std::chrono::hours ahead) {
  std::filesystem::remove(folder / "state.json");
  REQUIRE(folder.run("nightporter sessions export --crm td --store a817 state.json").exit_code == 0);
  std::string state = test::read_file(folder / "state.json");
  const std::size_t name = state.find("ASPXAUTH");
  REQUIRE(name != std::string::npos);
  const std::size_t begin = state.find("\"expires\": ", name) + std::string("\"expires\": ").size();
  const std::size_t end = state.find_first_of(",\n", begin);
  const auto moment = std::chrono::system_clock::now() + ahead;
  state.replace(begin, end - begin, std::to_string(std::chrono::system_clock::to_time_t(moment)));
  test::TemporaryFolder other;
  REQUIRE(folder.run("nightporter sessions import --crm td --store a817 " + other.write("state.json", state).string()).exit_code == 0);
}

TEST_CASE("S45 a run ends with the stores whose session ends within three days, and no others") {
  Franchise franchise;
  franchise.add_tumbledry();
  ProgramFolder& folder = franchise.folder;
  const ProgramResult first = folder.run(kOneDay);
  INFO(first.output);
  REQUIRE(first.exit_code == 0);
  CHECK_THAT(first.output, !Catch::Contains("login needed"));
  let_session_end(folder, std::chrono::hours(60));
  const ProgramResult soon = folder.run(kOneDay);
  INFO(soon.output);
  CHECK(soon.exit_code == 0);
  CHECK_THAT(soon.output, Catch::Contains("td/a817  login needed before "));
  let_session_end(folder, std::chrono::hours(80));
  const ProgramResult later = folder.run(kOneDay);
  INFO(later.output);
  CHECK(later.exit_code == 0);
  CHECK_THAT(later.output, !Catch::Contains("login needed"));
}

TEST_CASE("S41 a login that was renewed in a run is saved, although a later step of that run failed", "[browsers]") {
  Franchise franchise;
  franchise.add_tumbledry();
  REQUIRE(franchise.folder.run(kOneDay).exit_code == 0);
  franchise.tumbledry.change([](BackOfficeState& state) {
    state.accounts.expire_sessions();
    state.faults.inject(Fault::kRenamedButton);
  });
  const ProgramResult failed = franchise.folder.run(kOneDay);
  INFO(failed.output);
  REQUIRE(failed.exit_code == 5);
  franchise.tumbledry.server().forget_requests();
  const ProgramResult check = franchise.folder.run("nightporter sessions check --crm td --store a817");
  INFO(check.output);
  CHECK(check.exit_code == 0);
  for (const auto& request : franchise.tumbledry.server().requests()) CHECK_FALSE(request.form.contains("username"));
}

TEST_CASE("sessions are listed, checked, exported, imported and forgotten") {
  Franchise franchise;
  franchise.add_tumbledry();
  ProgramFolder& folder = franchise.folder;
  REQUIRE(folder.run(kOneDay).exit_code == 0);
  CHECK_THAT(folder.run("nightporter sessions list --json").output, Catch::Contains("\"store\":\"a817\""));
  const ProgramResult check = folder.run("nightporter sessions check --crm td --store a817");
  INFO(check.output);
  CHECK(check.exit_code == 0);
  CHECK_THAT(check.output, Catch::Contains("signed in"));
  REQUIRE(folder.run("nightporter sessions export --crm td --store a817 state.json").exit_code == 0);
  CHECK(std::filesystem::status(folder / "state.json").permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  REQUIRE(folder.run("nightporter sessions forget --crm td --store a817").exit_code == 0);
  CHECK(folder.run("nightporter sessions check --crm td --store a817").exit_code == 4);
  REQUIRE(folder.run("nightporter sessions import --crm td --store a817 state.json").exit_code == 0);
  CHECK(folder.run("nightporter sessions check --crm td --store a817").exit_code == 0);
}

}  // namespace
}  // namespace nightporter
