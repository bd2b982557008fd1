#include "tests/backoffice/uclean_site.h"

#include <catch2/catch.hpp>

#include "tests/backoffice/totp_check.h"
#include "tests/support/http_client.h"

namespace nightporter::backoffice {
namespace {

using model::CalendarDate;
using model::Decimal;
using test::HttpClient;
using test::HttpReply;

const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");
const model::Period kPeriod{kDay, kDay};
const std::string kGet = "/api/v1/sales/export-report?type=GST&format=excel&from=2025-11-12&to=2025-11-12";
const std::string kPost = "/api/v1/stores/generateGST?franchise=UCLEAN";
const std::string kDates = R"({"from":"2025-11-12","to":"2025-11-12"})";

struct Site {
  HttpReply post(const std::string& path, const std::string& body) {
    return client.post(site.origin() + path, body, "application/json", csrf());
  }
  HttpReply get(const std::string& path) { return client.get(site.origin() + path, csrf()); }
  HttpFields csrf() { return {{"X-CSRF-TOKEN", client.cookie("XSRF-TOKEN").value_or("none")}}; }
  HttpReply sign_in(const ShopLogin& login) {
    const HttpReply reply = post("/api/v1/auth/login", R"({"email":")" + login.user_name + R"(","password":")" + login.password + R"("})");
    if (reply.body != R"({"otp_required":true})") return reply;
    const std::string code = totp_code(login.totp_secret, std::chrono::system_clock::now());
    return post("/api/v1/auth/verify", R"({"otp":")" + code + R"("})");
  }

  UCleanSite site;
  HttpClient client;
};

const ShopLogin kSector56 = uclean_logins()[0];
const ShopLogin kSushantLok1 = uclean_logins()[1];

TEST_CASE("tax is half CGST and half SGST of what is above the taxable value") {
  const ExportTable table = uclean_gst_table(Books({"sector56", "Sector 56"}), kPeriod);
  REQUIRE(table.rows.size() > 5);
  for (const model::Row& row : table.rows) {
    const auto amount = [&](std::size_t column) { return std::get<Decimal>(row.at(column)); };
    CHECK(amount(5) + amount(6) + amount(7) == amount(8));
    CHECK(amount(6) >= amount(7));
    CHECK(amount(6) - amount(7) <= Decimal(1, 2));
  }
}

TEST_CASE("UClean logs in by password and, on an unknown device, by code") {
  Site site;
  CHECK(site.sign_in(kSector56).body == R"({"ok":true})");
  CHECK(site.client.get(site.site.origin() + "/dashboard").body.find(*site.client.cookie("XSRF-TOKEN")) != std::string::npos);
  CHECK(site.get("/api/v1/me").body.find(R"("store":{"code":"sector56","name":"Sector 56"})") != std::string::npos);
  site.post("/api/v1/auth/logout", "{}");
  CHECK(site.get("/dashboard").url == site.site.origin() + "/login");
  CHECK(site.post("/api/v1/auth/login", R"({"email":"sector56@uclean.example","password":"wash-and-fold-56"})").body == R"({"ok":true})");
}

TEST_CASE("UClean names a wrong password, a refused code and a locked account") {
  Site site;
  const std::string wrong = R"({"email":"sector56@uclean.example","password":"x"})";
  CHECK(site.post("/api/v1/auth/login", wrong).body == R"({"message":"Invalid user name or password"})");
  site.post("/api/v1/auth/login", R"({"email":"sector56@uclean.example","password":"wash-and-fold-56"})");
  CHECK(site.post("/api/v1/auth/verify", R"({"otp":"000000"})").body == R"({"message":"That code was refused"})");
  for (int i = 0; i < 5; ++i) site.post("/api/v1/auth/login", wrong);
  CHECK(site.post("/api/v1/auth/login", wrong).status == 423);
}

TEST_CASE("Sector 56 gets its report by GET, Sushant Lok 1 by POST, and neither by the other way") {
  Site site;
  site.sign_in(kSector56);
  CHECK(site.get(kGet).body == to_xlsx(uclean_gst_table(Books(kSector56.shop), kPeriod)));
  CHECK(site.post(kPost, kDates).status == 403);
  site.client.forget_cookies();
  site.sign_in(kSushantLok1);
  const HttpReply file = site.post(kPost, kDates);
  CHECK(file.body == to_xlsx(uclean_gst_table(Books(kSushantLok1.shop), kPeriod)));
  CHECK(file.headers.value("Content-Disposition") == "attachment; filename=\"gst-report.xlsx\"");
  CHECK(site.client.post_form(site.site.origin() + kPost, {{"from", "2025-11-12"}, {"to", "2025-11-12"}}, site.csrf()).body == file.body);
  CHECK(site.get(kGet).status == 403);
}

TEST_CASE("the API wants the session and the session's own CSRF token") {
  Site site;
  CHECK(site.get(kGet).status == 401);
  site.sign_in(kSector56);
  const HttpReply without = site.client.get(site.site.origin() + kGet);
  CHECK(without.status == 419);
  CHECK(without.body == R"({"message":"CSRF token mismatch."})");
  site.site.change([](BackOfficeState& state) { state.accounts.expire_sessions(); });
  const HttpReply expired = site.get(kGet);
  CHECK(expired.status == 401);
  CHECK(expired.body == R"({"message":"Unauthenticated."})");
}

TEST_CASE("wrong parameters are named") {
  Site site;
  site.sign_in(kSector56);
  CHECK(site.get("/api/v1/sales/export-report?type=VAT&format=excel&from=2025-11-12&to=2025-11-12").status == 422);
  CHECK(site.get("/api/v1/sales/export-report?type=GST&format=excel&from=12/11/2025&to=2025-11-12").status == 422);
}

TEST_CASE("UClean's export has the common faults") {
  Site site;
  site.sign_in(kSector56);
  site.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kServerError, 1, "gst"); });
  CHECK(site.get(kGet).status == 500);
  site.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kLoginPage, 1); });
  CHECK(site.get(kGet).url == site.site.origin() + "/login");
  CHECK(site.get(kGet).body.starts_with("PK"));
}

}  // namespace
}  // namespace nightporter::backoffice
