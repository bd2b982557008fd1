#include "tests/backoffice/demo_back_office.h"

#include <catch2/catch.hpp>
#include <future>

#include "tests/backoffice/demo_reports.h"
#include "tests/backoffice/totp_check.h"
#include "tests/support/http_client.h"

namespace nightporter::backoffice {
namespace {

using model::CalendarDate;
using test::HttpClient;
using test::HttpReply;

const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");
const model::Period kPeriod{kDay, kDay};
const std::string kOrdersExport = "/reports/orders/export?from=2025-11-12&to=2025-11-12";

std::string code_now(const ShopLogin& login) {
  return totp_code(login.totp_secret, std::chrono::system_clock::now());
}

/// The office and a browser-like client.
struct Office {
  HttpReply give_password(const std::string& user, const std::string& password) {
    return client.post_form(url("/sign-in"), {{"username", user}, {"password", password}});
  }
  HttpReply sign_in(const ShopLogin& login = demo_logins()[0]) {
    const HttpReply reply = give_password(login.user_name, login.password);
    if (reply.url != url("/sign-in/code")) return reply;
    return client.post_form(url("/sign-in/code"), {{"otp", code_now(login)}});
  }
  HttpReply get(const std::string& path) { return client.get(url(path)); }
  std::string url(const std::string& path) { return office.origin() + path; }
  void inject(Fault fault, int times = 1) {
    office.change([&](BackOfficeState& state) { state.faults.inject(fault, times); });
  }

  DemoBackOffice office;
  HttpClient client;
};

bool shows(const HttpReply& reply, const std::string& text) {
  return reply.body.find(text) != std::string::npos;
}

TEST_CASE("codes are those of RFC 6238, and one step of clock difference is tolerated") {
  // Appendix B of the RFC, cut to six digits.
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  const auto at = [](std::int64_t seconds) { return std::chrono::system_clock::time_point(std::chrono::seconds(seconds)); };
  CHECK(totp_code(secret, at(59)) == "287082");
  CHECK(totp_code(secret, at(1111111109)) == "081804");
  CHECK(totp_code(secret, at(2000000000)) == "279037");
  CHECK(accepts_totp(secret, "287082", at(59 + 30)));
  CHECK(accepts_totp(secret, "287082", at(59 - 30)));
  CHECK_FALSE(accepts_totp(secret, "287082", at(59 + 61)));
  CHECK_THROWS_AS(totp_code("not base32!", at(0)), std::invalid_argument);
}

TEST_CASE("a page of the demo wants a session") {
  Office office;
  CHECK(office.get("/dashboard").url == office.url("/sign-in"));
  CHECK(office.get(kOrdersExport).url == office.url("/sign-in"));
}

TEST_CASE("an unknown device gives a code once, and is known from then on") {
  Office office;
  const ShopLogin login = demo_logins()[0];
  CHECK(office.give_password(login.user_name, login.password).url == office.url("/sign-in/code"));
  CHECK(shows(office.client.post_form(office.url("/sign-in/code"), {{"otp", "000000"}}), "That code was refused"));
  const HttpReply welcome = office.client.post_form(office.url("/sign-in/code"), {{"otp", code_now(login)}});
  CHECK(welcome.url == office.url("/dashboard"));
  CHECK(shows(welcome, "North Gate"));
  CHECK(office.client.post_form(office.url("/sign-out"), {}).url == office.url("/sign-in"));
  CHECK(office.get("/dashboard").url == office.url("/sign-in"));
  CHECK(office.give_password(login.user_name, login.password).url == office.url("/dashboard"));
  office.office.change([](BackOfficeState& state) { state.accounts.forget_devices(); });
  CHECK(office.give_password(login.user_name, login.password).url == office.url("/sign-in/code"));
}

TEST_CASE("one user's device is not known for the other user") {
  Office office;
  office.sign_in(demo_logins()[0]);
  const ShopLogin other = demo_logins()[1];
  CHECK(office.give_password(other.user_name, other.password).url == office.url("/sign-in/code"));
}

TEST_CASE("an account is locked after five wrong passwords, and then the right one does not help") {
  Office office;
  const ShopLogin login = demo_logins()[0];
  for (int i = 0; i < 4; ++i) CHECK(shows(office.give_password(login.user_name, "wrong"), "Invalid user name or password"));
  CHECK(shows(office.give_password(login.user_name, "wrong"), "This account is locked"));
  CHECK(shows(office.give_password(login.user_name, login.password), "This account is locked"));
  office.office.change([](BackOfficeState& state) { state.accounts.unlock(); });
  CHECK(office.give_password(login.user_name, login.password).url == office.url("/sign-in/code"));
}

TEST_CASE("the three exports of the demo are what the books say") {
  Office office;
  REQUIRE(office.sign_in().url == office.url("/dashboard"));
  const Books books({"north", "North Gate"});

  const HttpReply search = office.get("/reports/orders?from=2025-11-12&to=2025-11-12");
  CHECK(shows(search, orders_of_day("north", kDay, 0)[0].order_no));
  CHECK(shows(search, ">Export</button>"));
  const HttpReply orders = office.get(kOrdersExport);
  CHECK(orders.headers.value("Content-Disposition") == "attachment; filename=\"orders_2025-11-12_2025-11-12.xlsx\"");
  CHECK(orders.body == to_xlsx(demo_orders_table(books, kPeriod)));

  const HttpFields dates{{"from", "12/11/2025"}, {"to", "12/11/2025"}};
  CHECK(shows(office.client.post_form(office.url("/reports/payments"), dates), "method=\"post\" action=\"/reports/payments/export\""));
  const HttpReply payments = office.client.post_form(office.url("/reports/payments/export"), dates);
  CHECK(payments.headers.value("Content-Type") == "application/vnd.ms-excel");
  CHECK(payments.body == to_html_xls(demo_payments_table(books, kPeriod), {"Period: 12/11/2025 to 12/11/2025"}));

  const HttpReply customers = office.get("/reports/customers.csv?from=2025-11-12&to=2025-11-12");
  CHECK(customers.body == to_csv(demo_customers_table(books, kPeriod)));
  CHECK(office.office.server().handler_errors().empty());
}

TEST_CASE("payments and customers add up to the orders that were not cancelled") {
  const Books books({"harbour", "Harbour Street"});
  const model::Period week{kDay, kDay + std::chrono::days(6)};
  model::Decimal orders;
  int cancelled = 0;
  for (const Order& order : books.orders(week)) {
    cancelled += order.status == "Cancelled" ? 1 : 0;
    if (order.status != "Cancelled") orders = orders + order.net;
  }
  REQUIRE(cancelled > 0);
  const auto payments = std::get<model::Decimal>(demo_payments_table(books, week).totals->at(5));
  const ExportTable customers = demo_customers_table(books, week);
  CHECK(payments == orders);
  CHECK(std::get<model::Decimal>(totals_of(customers, "").at(6)) == orders);
}

TEST_CASE("dates that are none are answered with a notice, not with a report") {
  Office office;
  office.sign_in();
  CHECK(shows(office.get("/reports/orders?from=2025-11-12&to=2025-11-11"), "Choose two dates"));
  CHECK(shows(office.client.post_form(office.url("/reports/payments"), {{"from", "2025-11-12"}, {"to", "2025-11-12"}}), "dd/mm/yyyy"));
  CHECK(office.get("/reports/orders/export").status == 400);
}

TEST_CASE("a session that has expired answers pages and exports with the sign-in page") {
  Office office;
  office.sign_in();
  office.office.change([](BackOfficeState& state) { state.accounts.expire_sessions(); });
  CHECK(office.get("/dashboard").url == office.url("/sign-in"));
  CHECK(office.get(kOrdersExport).url == office.url("/sign-in"));
}

TEST_CASE("a revised day gives other rows, a closed day none") {
  Office office;
  office.sign_in();
  const std::string before = office.get(kOrdersExport).body;
  office.office.change([](BackOfficeState& state) { state.books.at("north").revise(kDay); });
  CHECK(office.get(kOrdersExport).body != before);
  office.office.change([](BackOfficeState& state) { state.books.at("north").close(kDay); });
  CHECK(shows(office.get("/reports/orders?from=2025-11-12&to=2025-11-12"), "No records found"));
}

TEST_CASE("each fault strikes as often as it was asked for") {
  Office office;
  office.sign_in();
  const std::string good = office.get(kOrdersExport).body;
  const std::string path = kOrdersExport;

  office.inject(Fault::kServerError, 2);
  CHECK(office.get(path).status == 500);
  CHECK(office.get(path).status == 500);
  CHECK(office.get(path).body == good);

  office.inject(Fault::kCutShort);
  CHECK(office.get(path).failure);
  office.inject(Fault::kLoginPage);
  CHECK(office.get(path).url == office.url("/sign-in"));
  office.inject(Fault::kLoginPageAsFile);
  const HttpReply disguised = office.get(path);
  CHECK(disguised.headers.contains("Content-Disposition"));
  CHECK(disguised.body.starts_with("<!doctype html>"));
  office.inject(Fault::kZeroBytes);
  CHECK(office.get(path).body.empty());
  CHECK(office.get(path).body == good);

  const Books books({"north", "North Gate"});
  ExportTable table = demo_orders_table(books, kPeriod);
  office.inject(Fault::kRenamedColumn);
  const std::string renamed = office.get(path).body;
  table.headers[9] = "Grand total";
  CHECK(renamed == to_xlsx(table));

  office.inject(Fault::kHeaderOnly);
  table = demo_orders_table(books, kPeriod);
  table.rows.clear();
  table.totals.reset();
  CHECK(office.get(path).body == to_xlsx(table));

  office.inject(Fault::kWrongPeriod);
  const model::Period day_before{kDay - std::chrono::days(1), kDay - std::chrono::days(1)};
  CHECK(office.get(path).body == to_xlsx(demo_orders_table(books, day_before)));
  CHECK(office.get(path).body == good);
}

TEST_CASE("faults of pages are seen on the page until the export has struck") {
  Office office;
  office.sign_in();
  const std::string page = "/reports/orders?from=2025-11-12&to=2025-11-12";
  office.inject(Fault::kNoRecords);
  CHECK(shows(office.get(page), "No records found"));
  office.get(kOrdersExport);
  CHECK_FALSE(shows(office.get(page), "No records found"));
  office.inject(Fault::kRenamedButton, FaultPlan::kAlways);
  CHECK(shows(office.get(page), ">Download report</button>"));
  office.office.change([](BackOfficeState& state) { state.faults.clear(); });
  CHECK(shows(office.get(page), ">Export</button>"));
}

TEST_CASE("a held export waits for the test") {
  Office office;
  office.sign_in();
  Latch latch;
  office.office.change([&](BackOfficeState& state) { state.faults.hold_exports(latch); });
  std::future<HttpReply> reply = std::async(std::launch::async, [&] { return office.get(kOrdersExport); });
  office.office.server().wait_for_request("GET", "/reports/orders/export");
  CHECK(reply.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
  latch.release();
  CHECK(reply.get().body.starts_with("PK"));
}

}  // namespace
}  // namespace nightporter::backoffice
