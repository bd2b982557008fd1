#include "tests/backoffice/andalan_site.h"

#include <catch2/catch.hpp>

#include "tests/backoffice/andalan_reports.h"
#include "tests/support/http_client.h"

namespace nightporter::backoffice {
namespace {

using model::CalendarDate;
using test::HttpClient;
using test::HttpReply;

const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");
const model::Period kPeriod{kDay, kDay};
const std::string kPoints = "/point_transaction/export-pdf?start=2025-11-12&end=2025-11-12";

struct Site {
  HttpReply sign_in(const std::string& password = andalan_login().password) {
    client.get(site.origin() + "/login");
    return client.post_form(
        site.origin() + "/login",
        {{"_token", client.cookie("XSRF-TOKEN").value_or("")}, {"email", andalan_login().user_name}, {"password", password}});
  }
  HttpReply get(const std::string& path) { return client.get(site.origin() + path); }

  AndalanSite site;
  HttpClient client;
};

TEST_CASE("a day of the rewards books is the same whenever it is asked for, and has names that fit no column") {
  const RewardsBooks books;
  const auto purchases = books.purchases(kPeriod);
  REQUIRE(purchases.size() >= 38);
  CHECK(purchases.front().id == "TRX-20251112-0001");
  CHECK(andalan_transactions_table(books, kPeriod).rows == andalan_transactions_table(RewardsBooks(), kPeriod).rows);
  CHECK(andalan_transactions_table(books, kPeriod).headers.size() == 27);
  CHECK(andalan_points_report(books, kPeriod).columns.size() == 12);
  CHECK(andalan_users_report(books, kPeriod).columns.size() == 10);
  CHECK(andalan_coins_report(books, kPeriod).columns.size() == 6);
  CHECK(books.point_moves(kPeriod).size() > purchases.size());
}

TEST_CASE("numbers and dates are written as in Indonesia") {
  CHECK(indonesian_number(1'250'000) == "1.250.000");
  CHECK(indonesian_number(-12'500) == "-12.500");
  CHECK(indonesian_number(999) == "999");
  CHECK(indonesian_date(*CalendarDate::parse_iso("2025-08-05")) == "5 Agustus 2025");
}

TEST_CASE("Andalan wants its token, names a refused password and locks after five of them") {
  Site site;
  CHECK(site.client.post_form(site.site.origin() + "/login", {{"email", "x"}, {"password", "y"}}).status == 419);
  for (int i = 0; i < 4; ++i) CHECK(site.sign_in("x").body.find("Email atau kata sandi salah") != std::string::npos);
  site.sign_in("x");
  CHECK(site.sign_in().body.find("Terlalu banyak percobaan") != std::string::npos);
}

TEST_CASE("the exports are a workbook and PDFs for who is signed in, and the login page for others") {
  Site site;
  CHECK(site.get(kPoints).url == site.site.origin() + "/login");
  CHECK(site.sign_in().url == site.site.origin() + "/home");
  CHECK(site.get(kPoints).body.starts_with("%PDF-"));
  CHECK(site.get("/transaksi/export?start_date=12/11/2025&end_date=12/11/2025").body.starts_with("PK"));
  CHECK(site.get("/koin_pay/export-pdf?start=12-11-2025&end=2025-11-12").status == 422);
  CHECK(site.get("/koin_pay/data?start=2025-11-12&end=2025-11-12").body.find("KOIN-20251112-001") != std::string::npos);
  site.site.change([](AndalanState& state) { state.books.close(kDay); });
  CHECK(site.get("/user-front/data?start=2025-11-12&end=2025-11-12").body.find("Tidak ada data") != std::string::npos);
}

TEST_CASE("Andalan ends a session when a page is opened, and has the common faults") {
  Site site;
  site.sign_in();
  site.site.change([](AndalanState& state) { state.faults.inject(Fault::kServerError, 1, "point_transactions"); });
  CHECK(site.get(kPoints).status == 500);
  CHECK(site.get(kPoints).status == 200);
  site.site.change([](AndalanState& state) { state.ends_session.insert("users"); });
  CHECK(site.get("/koin_pay").url == site.site.origin() + "/koin_pay");
  CHECK(site.get("/user-front").url == site.site.origin() + "/login");
  CHECK(site.get("/koin_pay").url == site.site.origin() + "/login");
}

}  // namespace
}  // namespace nightporter::backoffice
