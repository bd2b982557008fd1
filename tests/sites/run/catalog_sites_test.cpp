#include <catch2/catch.hpp>
#include <fstream>

#include "sites/catalog.h"
#include "sites/error.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/backoffice/uclean_site.h"
#include "tests/sites/run/site_session.h"

// The recipes of the catalogue, unchanged, against the simulated back offices.

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;
using test::period;
using test::SiteSession;
using test::SiteSetting;
using test::store_of;
using test::with_site;

Recipe recipe_of(const char* site) {
  return Catalog({std::filesystem::path(NIGHTPORTER_SOURCE) / "sites" / "catalog"}).find(model::SiteCode(site));
}

OtpSource totp_of(const backoffice::ShopLogin& login) {
  return otp_from_totp(TotpSecret::parse(model::Secret(login.totp_secret)));
}

SiteSetting setting_for(const std::string& site, const backoffice::ShopLogin& login, std::map<std::string, std::string> overrides) {
  return {std::move(overrides), store_of(site, login), totp_of(login)};
}

std::string beginning_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(64, '\0');
  stream.read(bytes.data(), 64);
  return bytes.substr(0, static_cast<std::size_t>(stream.gcount()));
}

TEST_CASE("the demo's recipe signs in with a one-time password, and fetches its three reports") {
  backoffice::DemoBackOffice office;
  const Recipe recipe = recipe_of("demo");
  with_site(recipe, setting_for("demo", backoffice::demo_logins()[0], {{"https://lantern.example", office.origin()}}),
            [](SiteSession& s) -> awaitable<void> {
              CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
              const SignInOutcome outcome = co_await s.site.sign_in(s.deadline);
              CHECK(outcome.detail == "signed in");
              CHECK((co_await s.site.probe_session(s.deadline)).signed_in());

              const ReportFiles orders =
                  co_await s.site.run_report(model::ReportName("orders"), period("2025-11-10", "2025-11-12"), s.deadline);
              REQUIRE(orders.files.size() == 1);
              CHECK(beginning_of(orders.files[0].file).starts_with("PK"));
              CHECK(orders.files[0].suggested_name == "orders_2025-11-10_2025-11-12.xlsx");
              CHECK(orders.files[0].size_bytes == std::filesystem::file_size(orders.files[0].file));
              CHECK_FALSE(orders.page_showed_empty_marker);

              const ReportFiles payments =
                  co_await s.site.run_report(model::ReportName("payments"), period("2025-11-12", "2025-11-12"), s.deadline);
              REQUIRE(payments.files.size() == 1);
              CHECK(payments.files[0].type == FileType::kXlsHtml);
              const ReportFiles customers =
                  co_await s.site.run_report(model::ReportName("customers"), period("2025-11-12", "2025-11-12"), s.deadline);
              REQUIRE(customers.files.size() == 1);
              CHECK(beginning_of(customers.files[0].file).find("Customer No") != std::string::npos);
              for (const StepReport& step : s.steps) CHECK(step.drifted_to.empty());
            });
}

TEST_CASE("TumbleDry's recipe opens the tenant, searches and exports over two origins") {
  backoffice::TumbleDrySite site;
  const Recipe recipe = recipe_of("td");
  const backoffice::ShopLogin login = backoffice::tumbledry_logins()[0];
  with_site(recipe,
            setting_for("td", login,
                        {{"https://subs.quickdrycleaning.com", site.subs_origin()},
                         {"https://reports.quickdrycleaning.com", site.reports_origin()}}),
            [](SiteSession& s) -> awaitable<void> {
              CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
              CHECK((co_await s.site.sign_in(s.deadline)).detail == "signed in");
              const ReportFiles files =
                  co_await s.site.run_report(model::ReportName("order_report"), period("2025-11-10", "2025-11-12"), s.deadline);
              REQUIRE(files.files.size() == 1);
              CHECK(beginning_of(files.files[0].file).starts_with("PK"));
            });
}

TEST_CASE("UClean's recipe fetches the GST report by GET or POST, as the store's configuration says") {
  backoffice::UCleanSite site;
  const Recipe recipe = recipe_of("uc");
  for (const backoffice::ShopLogin& login : backoffice::uclean_logins()) {
    SiteSetting setting = setting_for("uc", login, {{"https://store.ucleanlaundry.com", site.origin()}});
    if (login.shop.code == "sushantlok1") setting.store.variables["export"] = "post";
    std::vector<model::ReportName> due;
    for (const Report& report : recipe.reports)
      if (report.applies_to(setting.store)) due.push_back(report.name);
    REQUIRE(due.size() == 1);
    with_site(recipe, setting, [&](SiteSession& s) -> awaitable<void> {
      CHECK((co_await s.site.probe_session(s.deadline)).kind == SessionState::Kind::kSignedOut);
      CHECK((co_await s.site.sign_in(s.deadline)).detail == "signed in");
      const ReportFiles files = co_await s.site.run_report(due[0], period("2025-11-10", "2025-11-12"), s.deadline);
      REQUIRE(files.files.size() == 1);
      CHECK(beginning_of(files.files[0].file).starts_with("PK"));
      CHECK(files.files[0].status == 200);
    });
  }
}

TEST_CASE("a day without orders is confirmed by the page's own words") {
  backoffice::DemoBackOffice office;
  office.change([](backoffice::BackOfficeState& state) { state.books.at("north").close(*model::CalendarDate::parse_iso("2025-11-12")); });
  const Recipe recipe = recipe_of("demo");
  with_site(recipe, setting_for("demo", backoffice::demo_logins()[0], {{"https://lantern.example", office.origin()}}),
            [](SiteSession& s) -> awaitable<void> {
              co_await s.site.sign_in(s.deadline);
              const ReportFiles orders =
                  co_await s.site.run_report(model::ReportName("orders"), period("2025-11-12", "2025-11-12"), s.deadline);
              CHECK(orders.page_showed_empty_marker);
              REQUIRE(orders.files.size() == 1);
              CHECK(orders.files[0].page_showed_empty_marker);
            });
}

TEST_CASE("a page that says that there is nothing, and has no export button, is no error") {
  backoffice::TumbleDryOptions options;
  options.empty_search = backoffice::TumbleDryOptions::EmptySearch::kHasNoButton;
  backoffice::TumbleDrySite site(options);
  site.change([](backoffice::BackOfficeState& state) { state.books.at("a668").close(*model::CalendarDate::parse_iso("2025-11-12")); });
  const Recipe recipe = recipe_of("td");
  with_site(recipe,
            setting_for("td", backoffice::tumbledry_logins()[0],
                        {{"https://subs.quickdrycleaning.com", site.subs_origin()},
                         {"https://reports.quickdrycleaning.com", site.reports_origin()}}),
            [](SiteSession& s) -> awaitable<void> {
              co_await s.site.sign_in(s.deadline);
              const ReportFiles files =
                  co_await s.site.run_report(model::ReportName("order_report"), period("2025-11-12", "2025-11-12"), s.deadline);
              CHECK(files.page_showed_empty_marker);
              CHECK(files.files.empty());
            });
}

}  // namespace
}  // namespace nightporter::sites
