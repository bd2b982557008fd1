#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>

#include "tests/app/program_run.h"
#include "tests/backoffice/andalan_reports.h"
#include "tests/backoffice/andalan_site.h"
#include "tests/backoffice/google/google_services.h"

// The rewards back office end to end: the catalogue's recipe, a real Chrome, four exports, four tabs of a spreadsheet.

namespace nightporter {
namespace {

using backoffice::AndalanState;
using backoffice::Fault;
using model::CalendarDate;
using test::ProgramFolder;
using test::ProgramResult;
using Rows = std::vector<std::vector<std::string>>;
using Texts = std::vector<std::string>;

constexpr const char* kSheet = "1AndalanRewards";
const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");
const model::Period kPeriod{kDay, kDay};

void replace(std::string& text, const std::string& part, const std::string& other) {
  REQUIRE(text.find(part) != std::string::npos);
  text.replace(text.find(part), part.size(), other);
}

struct Office {
  backoffice::AndalanSite site;
  backoffice::GoogleServices google;
  ProgramFolder folder;

  explicit Office(const std::string& password = backoffice::andalan_login().password) {
    // The catalogue's own recipe, but for how long it waits before it tries again.
    std::string recipe = test::read_file(NIGHTPORTER_SOURCE_DIR "/sites/catalog/andalan.yaml");
    replace(recipe, "server: { attempts: 3, wait: 5s }", "server: { attempts: 3, wait: 20ms }");
    replace(recipe, "page: { attempts: 2, wait: 2s }", "page: { attempts: 2, wait: 20ms }");
    folder.add_recipe("andalan", recipe);
    folder.send_origin("andalan", "https://backend.andalanatk.com", site.origin());
    google.add_spreadsheet(kSheet);
    folder.set_environment("GOOGLE_KEY", google.key_file());
    folder.configure(std::string("destinations: { rewards: { google_sheet: ") + kSheet + ", credentials: 'env:GOOGLE_KEY', server: '" +
                     google.server() + "' } }");
    backoffice::ShopLogin login = backoffice::andalan_login();
    login.password = password;
    folder.add_store("andalan", login,
                     ", upload: [ { report: transactions, to: rewards }, { report: point_transactions, to: rewards },"
                     " { report: users, to: rewards }, { report: coin_payments, to: rewards } ]");
  }

  ProgramResult download(const std::string& more = "", const std::string& day = "2025-11-12") {
    return folder.run("nightporter download --from " + day + " --to " + day + (more.empty() ? "" : " " + more));
  }

  Rows sheet(const std::string& tab) {
    Rows rows;
    google.edit(kSheet, [&](backoffice::Spreadsheet& sheet) {
      const backoffice::SheetGrid* grid = sheet.tab(tab);
      for (std::int64_t row = 1; grid != nullptr && row <= static_cast<std::int64_t>(grid->cells.size()); ++row)
        rows.push_back(grid->shown_row(row));
    });
    return rows;
  }

  std::string facts(const std::string& report) { return folder.query_one("SELECT count(*) FROM fact_andalan_" + report); }
  std::size_t logins() { return site.server().count_requests("POST", "/login"); }
  std::size_t logouts() { return site.server().count_requests("POST", "/logout"); }

  /// What the office holds of the day, as the database should have it.
  struct Counts {
    std::size_t transactions = 0, points = 0, users = 0, coins = 0;
  };
  Counts counts() {
    Counts all;
    site.change([&](AndalanState& state) {
      all = {state.books.purchases(kPeriod).size(), state.books.point_moves(kPeriod).size(), state.books.registrations(kPeriod).size(),
             state.books.coin_payments(kPeriod).size()};
    });
    return all;
  }
};

TEST_CASE("four exports are fetched in one session, loaded, and stand in four tabs; the report tells how long each took") {
  Office office;
  const ProgramResult result = office.download("--json");
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(office.logins() == 1);
  CHECK(office.logouts() == 1);
  CHECK(office.folder.files("downloads") ==
        Texts{"ANDALAN_PembayaranKoin_Pusat_2025-11-12_to_2025-11-12.pdf", "ANDALAN_Pengguna_Pusat_2025-11-12_to_2025-11-12.pdf",
              "ANDALAN_TransaksiPoin_Pusat_2025-11-12_to_2025-11-12.pdf", "ANDALAN_Transaksi_Pusat_2025-11-12_to_2025-11-12.xlsx"});

  const auto counts = office.counts();
  CHECK(office.facts("transactions") == std::to_string(counts.transactions));
  CHECK(office.facts("point_transactions") == std::to_string(counts.points));
  CHECK(office.facts("users") == std::to_string(counts.users));
  CHECK(office.facts("coin_payments") == std::to_string(counts.coins));
  CHECK(office.sheet("Transaksi").size() == counts.transactions + 1);
  CHECK(office.sheet("TransaksiPoin").size() == counts.points + 1);
  CHECK(office.sheet("Pengguna").size() == counts.users + 1);
  CHECK(office.sheet("PembayaranKoin").size() == counts.coins + 1);
  CHECK(office.sheet("Transaksi")[0].size() == 27);
  CHECK(office.sheet("TransaksiPoin")[0].size() == 12);
  CHECK(office.sheet("Pengguna")[0].size() == 10);
  CHECK(office.sheet("PembayaranKoin")[0].size() == 6);
  CHECK(office.google.forbidden_calls() == 0);

  const std::string listing = result.output.substr(result.output.find("\n[\n") + 1);
  int timed = 0;
  const boost::json::value rows = boost::json::parse(listing);
  for (const auto& row : rows.as_array()) {
    if (!row.at("destination").is_null()) continue;
    ++timed;
    CHECK(row.at("session") == 1);
    CHECK(row.at("milliseconds").as_int64() > 0);
    CHECK(row.at("login_milliseconds").as_int64() > 0);
    CHECK(row.at("session_milliseconds").as_int64() > row.at("login_milliseconds").as_int64());
  }
  CHECK(timed == 4);
  CHECK(office.folder.processes_left().empty());
}

TEST_CASE("every row of the three printed tables is read as it was printed, over pages, broken names and broken ids") {
  Office office;
  const ProgramResult done = office.download();
  INFO(done.output);
  REQUIRE(done.exit_code == 0);
  Texts points, users, coins;
  office.site.change([&](AndalanState& state) {
    for (const auto& m : state.books.point_moves(kPeriod))
      points.push_back(m.id + "|" + m.purchase.day.to_iso() + "|" + m.purchase.id + "|" + m.purchase.member.id + "|" +
                       m.purchase.member.name + "|" + m.purchase.member.email + "|" + m.purchase.member.phone + "|" + m.purchase.branch +
                       "|" + m.kind + "|" + std::to_string(m.points) + "|" + std::to_string(m.balance) + "|" + m.note);
    for (const auto& r : state.books.registrations(kPeriod))
      users.push_back(r.member.id + "|" + r.member.name + "|" + r.member.email + "|" + r.member.phone + "|" + r.member.city + "|" +
                      r.member.level + "|" + r.day.to_iso() + "|" + std::to_string(r.points) + "|" + std::to_string(r.coins) + "|" +
                      r.status);
    for (const auto& p : state.books.coin_payments(kPeriod))
      coins.push_back(p.id + "|" + p.day.to_iso() + "|" + p.member.name + "|" + std::to_string(p.coins) + "|" + std::to_string(p.amount) +
                      "|" + p.status);
  });
  const auto compare = [&](const std::string& columns, const std::string& report, const Texts& expected) {
    std::string joined;
    for (const char c : columns) joined += c == ',' ? "||'|'||" : std::string(1, c);
    const Texts read = office.folder.query("SELECT " + joined + " FROM fact_andalan_" + report + " ORDER BY 1");
    REQUIRE(read.size() == expected.size());
    for (std::size_t row = 0; row < read.size(); ++row) CHECK(read[row] == expected[row]);
  };
  compare("point_transaction_id,transaction_date,transaction_id,user_id,user_name,email,phone,branch,kind,points,balance,note",
          "point_transactions", points);
  compare("user_id,user_name,email,phone,city,level,registered_on,points,coins,status", "users", users);
  compare("payment_id,payment_date,user_name,coins,paid,status", "coin_payments", coins);
}

TEST_CASE("when the site ends the session in the middle, each report that is left gets a session of its own") {
  Office office;
  office.site.change([](AndalanState& state) { state.ends_session.insert("users"); });
  const ProgramResult result = office.download();
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(office.logins() == 3);
  CHECK(office.logouts() == 2);  // the lost one cannot be left
  CHECK(office.facts("users") == std::to_string(office.counts().users));
  CHECK(office.facts("coin_payments") == std::to_string(office.counts().coins));
  CHECK_THAT(result.output, Catch::Contains("andalan/pusat  session 3: signed in in ") && Catch::Contains("1 report,"));
  CHECK_THAT(test::read_file(office.folder / "data/nightporter.log"),
             Catch::Contains("[session_lost]") && Catch::Contains("each of the 2 reports left gets a session of its own"));
  CHECK(office.folder.files("data/evidence").size() > 0);
}

TEST_CASE("a login that fails for the moment is tried again, then each report tries for itself") {
  Office office;
  office.site.change([](AndalanState& state) { state.failing_logins = 4; });
  const ProgramResult result = office.download();
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(office.logins() == 8);  // three in vain for all, one more for the first report, then four
  const auto evidence = office.folder.files("data/evidence");
  CHECK(std::count(evidence.begin(), evidence.end(), "login_error.png") == 1);
}

TEST_CASE("individual sessions, when asked for, sign in and out for each report") {
  Office office;
  const ProgramResult result = office.download("--individual-sessions");
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(office.logins() == 4);
  CHECK(office.logouts() == 4);
  CHECK_THAT(result.output, Catch::Contains("session 4: signed in in "));
}

TEST_CASE("one export that fails leaves the other three alone, with a picture under the recipe's name") {
  Office office;
  office.site.change(
      [](AndalanState& state) { state.faults.inject(Fault::kServerError, backoffice::FaultPlan::kAlways, "point_transactions"); });
  const ProgramResult result = office.download();
  INFO(result.output);
  CHECK(result.exit_code == 7);
  CHECK(office.logins() == 1);
  CHECK(office.logouts() == 1);
  CHECK(office.site.server().count_requests("GET", "/point_transaction/export-pdf") == 3);
  CHECK_THAT(result.output, Catch::Contains("andalan/pusat  point_transactions  2025-11-12  ✗ download failed"));
  CHECK_THAT(test::read_file(office.folder / "data/nightporter.log"), Catch::Contains("attempt 3 of 3 (server) in 80 ms"));
  const auto counts = office.counts();
  CHECK(office.sheet("Transaksi").size() == counts.transactions + 1);
  CHECK(office.sheet("Pengguna").size() == counts.users + 1);
  CHECK(office.sheet("PembayaranKoin").size() == counts.coins + 1);
  const auto evidence = office.folder.files("data/evidence");
  CHECK(std::count(evidence.begin(), evidence.end(), "export_error.png") == 1);
}

TEST_CASE("a refused password is tried once, and no report tries it again") {
  Office office("not-the-password");
  const ProgramResult result = office.download(GENERATE("", "--individual-sessions"));
  INFO(result.output);
  CHECK(result.exit_code == 4);
  CHECK(office.logins() == 1);
  CHECK_THAT(result.output, Catch::Contains("the site refused the user name or the password"));
  const auto evidence = office.folder.files("data/evidence");
  CHECK(std::count(evidence.begin(), evidence.end(), "login_error.png") == 1);
  CHECK(office.folder.files_with("not-the-password").empty());
}

TEST_CASE("a day without anything is confirmed by the page's own words") {
  Office office;
  office.site.change([](AndalanState& state) { state.books.close(kDay); });
  const ProgramResult result = office.download();
  INFO(result.output);
  CHECK(result.exit_code == 0);
  CHECK(office.folder.query("SELECT DISTINCT status FROM download_ledger").size() == 1);
  std::size_t confirmed = 0;
  for (std::size_t at = result.output.find("nothing, and the site says so"); at != std::string::npos;
       at = result.output.find("nothing, and the site says so", at + 1))
    ++confirmed;
  CHECK(confirmed >= 4);
}

TEST_CASE("the sheets are never cleared: days accumulate, changes are made in place, people's columns stay") {
  Office office;
  office.site.change([](AndalanState& state) { state.books.set_count(kDay, 23); });
  REQUIRE(office.download("--report transactions").exit_code == 0);
  REQUIRE(office.sheet("Transaksi").size() == 24);
  office.google.edit(kSheet, [](backoffice::Spreadsheet& sheet) {
    backoffice::SheetGrid& grid = *sheet.tab("Transaksi");
    grid.column_count = std::max<std::int64_t>(grid.column_count, 28);
    grid.set(1, 28, std::string("Diperiksa"));
    grid.set(3, 28, std::string("oleh Rina"));
  });
  CHECK_THAT(office.download("--report transactions").output, Catch::Contains("✓ unchanged"));

  REQUIRE(office.download("--report transactions", "2025-11-13").exit_code == 0);
  const std::size_t both = office.sheet("Transaksi").size();
  CHECK(both > 24);

  const Rows before = office.sheet("Transaksi");
  office.site.change([](AndalanState& state) {
    state.books.set_count(kDay, 25);
    state.books.correct(kDay);
  });
  const ProgramResult corrected = office.download("--report transactions");
  INFO(corrected.output);
  CHECK_THAT(corrected.output, Catch::Contains("→ rewards Transaksi  ✓ 2 new 1 updated"));
  const Rows after = office.sheet("Transaksi");
  REQUIRE(after.size() == both + 2);
  CHECK(before[2][0] == "TRX-20251112-0002");
  CHECK(after[2][0] == "TRX-20251112-0002");
  CHECK((before[2][25] == "Selesai" && after[2][25] == "Dibatalkan"));
  CHECK((after[0][27] == "Diperiksa" && after[2][27] == "oleh Rina"));
  for (std::size_t row = 0; row < both; ++row)
    if (row != 2) CHECK(after[row] == before[row]);
  CHECK((after[both][0] == "TRX-20251112-0024" && after[both + 1][0] == "TRX-20251112-0025"));
  CHECK(office.google.forbidden_calls() == 0);
}

}  // namespace
}  // namespace nightporter
