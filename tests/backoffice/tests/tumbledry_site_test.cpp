#include "tests/backoffice/tumbledry_site.h"

#include <catch2/catch.hpp>
#include <regex>

#include "tests/backoffice/totp_check.h"
#include "tests/backoffice/view_state.h"
#include "tests/support/http_client.h"

namespace nightporter::backoffice {
namespace {

using model::CalendarDate;
using test::HttpClient;
using test::HttpReply;

const CalendarDate kDay = *CalendarDate::parse_iso("2025-11-12");

bool shows(const HttpReply& reply, const std::string& text) {
  return reply.body.find(text) != std::string::npos;
}

/// The hidden fields of a page, as a browser posts them back.
HttpFields hidden_fields(const std::string& page) {
  HttpFields fields;
  const std::regex input("<input type=\"hidden\" name=\"([^\"]*)\" id=\"[^\"]*\" value=\"([^\"]*)\">");
  for (std::sregex_iterator found(page.begin(), page.end(), input), end; found != end; ++found) fields.add((*found)[1], (*found)[2]);
  return fields;
}

/// The new value of a hidden field in the answer to an asynchronous post-back.
std::string delta_field(const std::string& delta, const std::string& id) {
  const std::string mark = "|hiddenField|" + id + "|";
  const std::size_t begin = delta.find(mark) + mark.size();
  return delta.substr(begin, delta.find('|', begin) - begin);
}

struct Site {
  explicit Site(TumbleDryOptions options = {}) : site(std::move(options)) {}

  HttpReply sign_in(const ShopLogin& login = tumbledry_logins()[0]) {
    const std::string page = site.subs_origin() + "/" + login.shop.code;
    HttpFields form = hidden_fields(client.get(page).body);
    form.add("username", login.user_name);
    form.add("password", login.password);
    const HttpReply reply = client.post_form(page, form);
    if (!shows(reply, "name=\"otp\"")) return reply;
    HttpFields otp = hidden_fields(reply.body);
    otp.add("otp", totp_code(login.totp_secret, std::chrono::system_clock::now()));
    return client.post_form(reply.url, otp);
  }
  void set_tenant(const std::string& code = "a668") { client.get(site.subs_origin() + "/" + code + "/App/Reports/OrderReport.aspx"); }
  std::string report_url() { return site.reports_origin() + "/en/order-report"; }
  HttpReply search(const std::string& from, const std::string& to) {
    form = hidden_fields(client.get(report_url()).body);
    HttpFields post = form;
    post = with_target(form, "ctl00$Main$btnSearch");
    post.add("ctl00$Main$fromDate", from);
    post.add("ctl00$Main$toDate", to);
    post.add("__ASYNCPOST", "true");
    return client.post_form(report_url(), post);
  }
  HttpReply export_after(const HttpReply& searched) {
    HttpFields post{{"__EVENTTARGET", ""},
                    {"__EVENTARGUMENT", ""},
                    {"__VIEWSTATE", delta_field(searched.body, "__VIEWSTATE")},
                    {"__VIEWSTATEGENERATOR", form.value("__VIEWSTATEGENERATOR")},
                    {"__EVENTVALIDATION", delta_field(searched.body, "__EVENTVALIDATION")},
                    {"ctl00$Main$btnExport", "Export"}};
    return client.post_form(report_url(), post);
  }
  static HttpFields with_target(const HttpFields& fields, const std::string& target) {
    HttpFields changed;
    for (const auto& [name, value] : fields) changed.add(name, name == "__EVENTTARGET" ? target : value);
    return changed;
  }

  TumbleDrySite site;
  HttpClient client;
  HttpFields form;
};

TEST_CASE("a view state is read back by its own page only, and not when it was changed") {
  const ViewState states("key");
  const HttpFields form{{"__VIEWSTATE", states.view_state("/a668", {{"from", "2025-11-12"}, {"x", "a|b&c"}})},
                        {"__VIEWSTATEGENERATOR", "CA0B0334"},
                        {"__EVENTVALIDATION", states.event_validation("/a668")}};
  const auto state = states.read("/a668", form);
  REQUIRE(state);
  CHECK(state->value("from") == "2025-11-12");
  CHECK(state->value("x") == "a|b&c");
  CHECK_FALSE(states.read("/a817", form));
  CHECK_FALSE(states.read("/a668", {}));
  std::string changed = form.value("__VIEWSTATE");
  changed[2] = changed[2] == 'A' ? 'B' : 'A';
  CHECK_FALSE(states.read(
      "/a668", {{"__VIEWSTATE", changed}, {"__VIEWSTATEGENERATOR", "CA0B0334"}, {"__EVENTVALIDATION", states.event_validation("/a668")}}));
}

TEST_CASE("a delta's length counts UTF-16 units") {
  CHECK(delta_part("updatePanel", "P", "añ李𝄞") == "5|updatePanel|P|añ李𝄞|");
}

TEST_CASE("TumbleDry signs a store in with password and, on an unknown device, a one-time password") {
  Site site;
  const HttpReply home = site.sign_in();
  CHECK(home.url == site.site.subs_origin() + "/a668/App/Home.aspx");
  CHECK(shows(home, "id=\"ctl00_menu\""));
  site.site.change([](BackOfficeState& state) { state.accounts.expire_sessions(); });
  const HttpReply login = site.client.get(site.site.subs_origin() + "/a668/App/Reports/OrderReport.aspx");
  CHECK(login.url == site.site.subs_origin() + "/a668?ReturnUrl=%2Fa668%2FApp%2FReports%2FOrderReport.aspx");
  CHECK(shows(login, "name=\"username\""));
}

TEST_CASE("a post-back without view state is refused") {
  Site site;
  const HttpReply reply = site.client.post_form(site.site.subs_origin() + "/a668", {{"username", "x"}, {"password", "y"}});
  CHECK(reply.status == 500);
  CHECK(shows(reply, "Validation of viewstate MAC failed"));
}

TEST_CASE("a manager of one store cannot sign in to the other") {
  Site site;
  ShopLogin login = tumbledry_logins()[1];
  login.shop.code = "a668";
  CHECK(shows(site.sign_in(login), "Invalid user name or password"));
}

TEST_CASE("the reports app answers for no tenant until the store's page was opened") {
  Site site;
  site.sign_in();
  CHECK(shows(site.client.get(site.report_url()), "No tenant selected"));
  site.set_tenant();
  CHECK(shows(site.client.get(site.report_url()), "id=\"fromDate\""));
  CHECK(site.client.get(site.site.subs_origin() + "/en/order-report").status == 404);
}

TEST_CASE("the export gives the period last searched, as Excel or as HTML called .xls") {
  const auto kind = GENERATE(TumbleDryOptions::Export::kXlsx, TumbleDryOptions::Export::kHtmlXls);
  Site site({.export_as = kind});
  site.sign_in();
  site.set_tenant();
  const HttpReply searched = site.search("12/11/2025", "13/11/2025");
  CHECK(shows(searched, "|updatePanel|UpdatePanel1|"));
  CHECK(shows(searched, "A251112-001"));
  CHECK(shows(searched, "value=\"Export\""));
  const ExportTable table = tumbledry_orders_table(Books({"a668", "Uttam Nagar"}), {kDay, kDay + std::chrono::days(1)});
  const HttpReply file = site.export_after(searched);
  if (kind == TumbleDryOptions::Export::kXlsx) {
    CHECK(file.headers.value("Content-Disposition") == "attachment; filename=\"OrderReport.xlsx\"");
    CHECK(file.body == to_xlsx(table));
  } else {
    CHECK(file.headers.value("Content-Disposition") == "attachment; filename=\"OrderReport.xls\"");
    CHECK(file.body == to_html_xls(table, {"12/11/2025 - 13/11/2025"}));
  }
}

TEST_CASE("TumbleDry refuses long periods and dates that are none") {
  Site site;
  site.sign_in();
  site.set_tenant();
  CHECK(shows(site.search("01/10/2025", "01/11/2025"), "The period is too long"));
  const HttpReply refused = site.search("2025-11-12", "2025-11-12");
  CHECK(shows(refused, "Dates are dd/MM/yyyy"));
  CHECK_FALSE(site.export_after(refused).headers.contains("Content-Disposition"));
}

TEST_CASE("a search without orders says so, with an export button or without one") {
  const auto kind = GENERATE(TumbleDryOptions::EmptySearch::kExportsHeader, TumbleDryOptions::EmptySearch::kHasNoButton);
  Site site({.empty_search = kind});
  site.sign_in();
  site.set_tenant();
  site.site.change([](BackOfficeState& state) { state.books.at("a668").close(kDay); });
  const HttpReply searched = site.search("12/11/2025", "12/11/2025");
  CHECK(shows(searched, "No records found"));
  CHECK(shows(searched, "value=\"Export\"") == (kind == TumbleDryOptions::EmptySearch::kExportsHeader));
}

TEST_CASE("an expired TumbleDry session answers the export and the search with the login page") {
  Site site;
  site.sign_in();
  site.set_tenant();
  const HttpReply searched = site.search("12/11/2025", "12/11/2025");
  site.site.change([](BackOfficeState& state) { state.accounts.expire_sessions(); });
  const HttpReply instead = site.export_after(searched);
  CHECK(instead.url == site.site.subs_origin() + "/a668");
  CHECK(shows(instead, "name=\"password\""));
  CHECK(site.client.post_form(site.report_url(), {{"__ASYNCPOST", "true"}}).body ==
        delta_part("pageRedirect", "", site.site.subs_origin() + "/a668"));
}

}  // namespace
}  // namespace nightporter::backoffice
