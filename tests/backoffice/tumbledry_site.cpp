#include "tests/backoffice/tumbledry_site.h"

#include <fmt/format.h>

#include "model/html_page.h"
#include "post_back.js.h"
#include "site.css.h"
#include "td_app.html.h"
#include "td_login.html.h"
#include "td_no_tenant.html.h"
#include "td_order_report.html.h"
#include "td_otp.html.h"
#include "tests/backoffice/html_table.h"
#include "tests/backoffice/view_state.h"

namespace nightporter::backoffice {

using model::CalendarDate;
using model::Period;

namespace {

constexpr const char* kSession = "ASPXAUTH";
constexpr const char* kPending = "QDC_Pending";
constexpr const char* kDevice = "QDC_Device";
constexpr const char* kTenant = "QDC_Tenant";
constexpr const char* kReport = "order_report";
constexpr int kLongestPeriod = 31;

HttpResponse bad_view_state() {
  return HttpResponse::html(
      "<h1>Server Error in '/' Application.</h1><h2>Validation of viewstate MAC failed.</h2><p>[HttpException (0x80004005)]</p>", 500);
}

std::optional<Period> searched_period(const HttpFields& state) {
  const auto from = CalendarDate::parse_iso(state.value("from"));
  const auto to = CalendarDate::parse_iso(state.value("to"));
  if (!from || !to) return std::nullopt;
  return Period{*from, *to};
}

}  // namespace

std::vector<ShopLogin> tumbledry_logins() {
  return {{{"a668", "Uttam Nagar"}, "uttam.manager", "dry-and-clean-668", "GEZDGNBVGY3TQOJQ"},
          {{"a817", "Kirti Nagar"}, "kirti.manager", "dry-and-clean-817", "MFRGGZDFMZTWQ2LK"}};
}

ExportTable tumbledry_orders_table(const Books& books, Period period) {
  ExportTable table{"Order Report",
                    {"Order No.", "Order Date", "Store", "Customer Name", "Phone", "Pieces", "Gross Amount", "Discount", "Net Amount",
                     "Payment Mode", "Status"},
                    {},
                    {}};
  for (const Order& order : books.orders(period))
    table.rows.push_back({order.order_no, day_first(order.day, '/'), books.shop().name, order.customer, order.phone, order.items,
                          order.gross, order.discount, order.net, order.paid_by, order.status});
  if (!table.rows.empty()) table.totals = totals_of(table, "Total");
  return table;
}

struct TumbleDrySite::Impl {
  explicit Impl(TumbleDryOptions the_options)
      : options(std::move(the_options)),
        state(options.logins, options.lock_after),
        server(options.subs_port),
        reports_port(server.add_port(options.reports_port)) {
    server.handle("GET", "/Content/site.css", HttpResponse{200, {{"Content-Type", "text/css"}}, std::string(embedded::kSiteCss)});
    server.handle("GET", "/Scripts/post_back.js",
                  HttpResponse{200, {{"Content-Type", "text/javascript"}}, std::string(embedded::kPostBackJs)});
    for (const ShopLogin& login : options.logins) add_store(login.shop);
    server.handle_at(reports_port, "*", "/en/order-report", [this](HttpExchange& exchange) { return order_report(exchange); });
  }

  std::string subs_url(const std::string& path) { return server.url(path); }
  std::string reports_url(const std::string& path) { return fmt::format("http://127.0.0.1:{}{}", reports_port, path); }

  const Account* signed_in(const HttpRequest& request) { return state.accounts.in_session(request.cookies.value(kSession)); }

  void answer_with(std::string method, std::string path, std::function<HttpResponse(const HttpRequest&)> answer) {
    server.handle_at(server.port(), std::move(method), std::move(path),
                     [answer = std::move(answer)](HttpExchange& exchange) { return exchange.respond(answer(exchange.request())); });
  }

  void add_store(const Shop& shop) {
    const std::string root = "/" + shop.code;
    answer_with("GET", root, [this, shop](const HttpRequest&) { return login_page(shop, ""); });
    answer_with("POST", root, [this, shop](const HttpRequest& request) { return check_password(request, shop); });
    answer_with("GET", root + "/App/Otp.aspx", [this, shop](const HttpRequest&) { return otp_page(shop, ""); });
    answer_with("POST", root + "/App/Otp.aspx", [this, shop](const HttpRequest& request) { return check_otp(request, shop); });
    add_app_page(shop, "/App/Home.aspx", [this](const Shop& of, const Account& account) {
      return app_page(of, account, of.name, "Choose what you want to see", "<p class=\"nothing\">No new messages.</p>");
    });
    add_app_page(shop, "/App/Reports/OrderReport.aspx", [this](const Shop& of, const Account& account) {
      const std::string link = fmt::format("<a class=\"button\" href=\"{}\">Open the reports app</a>", reports_url("/en/order-report"));
      return app_page(of, account, "Order report", "Reports have moved to an app of their own", link).set_cookie(kTenant, of.code);
    });
    answer_with("POST", root + "/App/Logout.aspx", [this, root](const HttpRequest& request) {
      state.accounts.close_session(request.cookies.value(kSession));
      return HttpResponse::redirect(root);
    });
  }

  HttpResponse login_page(const Shop& shop, const std::string& notice) {
    const std::string path = "/" + shop.code;
    return HttpResponse::html(model::fill_page(embedded::kTdLoginHtml, {{"shop", shop.name},
                                                                        {"code", shop.code},
                                                                        {"notice", notice},
                                                                        {"action", subs_url(path)},
                                                                        {"hidden", view_states.hidden_inputs(path, {})}}));
  }

  HttpResponse otp_page(const Shop& shop, const std::string& notice) {
    const std::string path = "/" + shop.code + "/App/Otp.aspx";
    return HttpResponse::html(
        model::fill_page(embedded::kTdOtpHtml,
                         {{"shop", shop.name}, {"notice", notice}, {"action", path}, {"hidden", view_states.hidden_inputs(path, {})}}));
  }

  HttpResponse check_password(const HttpRequest& request, const Shop& shop) {
    if (!view_states.read("/" + shop.code, request.form)) return bad_view_state();
    const std::string user = request.form.value("username");
    const Account* account = state.accounts.find(user);
    if (account != nullptr && account->shop_code != shop.code) return login_page(shop, "Invalid user name or password");
    switch (state.accounts.check_password(user, request.form.value("password"))) {
      case PasswordCheck::kLocked:
        return login_page(shop, "This account is locked. Contact support.");
      case PasswordCheck::kRefused:
        return login_page(shop, "Invalid user name or password");
      case PasswordCheck::kAccepted:
        break;
    }
    if (!state.accounts.wants_code(user, request.cookies.value(kDevice))) return welcome(user, shop);
    return HttpResponse::redirect("/" + shop.code + "/App/Otp.aspx")
        .set_cookie(kPending, pending.emplace(random_token(), user).first->first);
  }

  HttpResponse check_otp(const HttpRequest& request, const Shop& shop) {
    if (!view_states.read("/" + shop.code + "/App/Otp.aspx", request.form)) return bad_view_state();
    const auto waiting = pending.find(request.cookies.value(kPending));
    if (waiting == pending.end()) return HttpResponse::redirect("/" + shop.code);
    const std::string user = waiting->second;
    if (!state.accounts.check_code(user, request.form.value("otp"))) return otp_page(shop, "That code was refused");
    pending.erase(waiting);
    return welcome(user, shop).set_cookie(kDevice, state.accounts.remember_device(user), "Path=/; HttpOnly; Max-Age=31536000");
  }

  HttpResponse welcome(const std::string& user, const Shop& shop) {
    return HttpResponse::redirect("/" + shop.code + "/App/Home.aspx").set_cookie(kSession, state.accounts.open_session(user));
  }

  void add_app_page(const Shop& shop, const std::string& path, std::function<HttpResponse(const Shop&, const Account&)> page) {
    answer_with("GET", "/" + shop.code + path, [this, shop, page = std::move(page)](const HttpRequest& request) {
      const Account* account = signed_in(request);
      if (account != nullptr && account->shop_code == shop.code) return page(shop, *account);
      return HttpResponse::redirect("/" + shop.code + "?ReturnUrl=" + percent_encode(request.target));
    });
  }

  HttpResponse app_page(const Shop& shop, const Account& account, const std::string& title, const std::string& explanation,
                        const std::string& content) {
    return HttpResponse::html(model::fill_page(embedded::kTdAppHtml, {{"title", title},
                                                                      {"code", shop.code},
                                                                      {"shop", shop.name},
                                                                      {"user", account.user_name},
                                                                      {"explanation", explanation},
                                                                      {"content", content}}));
  }

  awaitable<void> order_report(HttpExchange& exchange) {
    const HttpRequest& request = exchange.request();
    const bool asynchronous = request.form.value("__ASYNCPOST") == "true";
    const Account* account = signed_in(request);
    if (account == nullptr) {
      const std::string tenant = request.cookies.value(kTenant);
      const std::string login = subs_url("/" + (state.books.contains(tenant) ? tenant : options.logins.front().shop.code));
      HttpResponse away = asynchronous ? HttpResponse::text(delta_part("pageRedirect", "", login)) : HttpResponse::redirect(login);
      co_await exchange.respond(std::move(away));
    } else if (request.cookies.value(kTenant) != account->shop_code) {
      co_await exchange.respond(HttpResponse::html(std::string(embedded::kTdNoTenantHtml)));
    } else if (request.method == "GET") {
      co_await exchange.respond(report_page(*account));
    } else if (const std::optional<HttpFields> view_state = view_states.read(kReport, request.form); !view_state) {
      co_await exchange.respond(bad_view_state());
    } else if (request.form.contains("ctl00$Main$btnExport")) {
      co_await export_period(exchange, *account, searched_period(*view_state));
    } else if (asynchronous && request.form.value("__EVENTTARGET") == "ctl00$Main$btnSearch") {
      co_await exchange.pause_for(options.search_takes);
      co_await exchange.respond(search(*account, request.form));
    } else {
      co_await exchange.respond(report_page(*account));
    }
  }

  HttpResponse report_page(const Account& account) {
    return HttpResponse::html(
        model::fill_page(embedded::kTdOrderReportHtml, {{"tenant", state.books.at(account.shop_code).shop().name},
                                                        {"hidden", view_states.hidden_inputs(kReport, {})},
                                                        {"from", ""},
                                                        {"to", ""},
                                                        {"panel", "<p class=\"nothing\">Choose dates and press Search.</p>"}}));
  }

  HttpResponse search(const Account& account, const HttpFields& form) {
    const auto from = parse_day_first(form.value("ctl00$Main$fromDate"));
    const auto to = parse_day_first(form.value("ctl00$Main$toDate"));
    HttpFields searched;
    std::string panel;
    if (!from || !to || *to < *from) {
      panel = "<p class=\"alert\">Dates are dd/MM/yyyy, the earlier one first</p>";
    } else if (const Period period{*from, *to}; period.days() > kLongestPeriod) {
      panel = "<p class=\"alert\">The period is too long</p>";
    } else {
      searched = {{"from", from->to_iso()}, {"to", to->to_iso()}};
      panel = result(account, period);
    }
    return HttpResponse::text("1|#||4|" + delta_part("updatePanel", "UpdatePanel1", panel) +
                              delta_part("hiddenField", "__VIEWSTATE", view_states.view_state(kReport, searched)) +
                              delta_part("hiddenField", "__EVENTVALIDATION", view_states.event_validation(kReport)));
  }

  std::string result(const Account& account, Period period) {
    ExportTable table = tumbledry_orders_table(state.books.at(account.shop_code), period);
    if (state.faults.is_planned(Fault::kNoRecords, kReport)) table.rows.clear();
    const bool renamed = state.faults.is_planned(Fault::kRenamedButton, kReport);
    const bool no_button = table.rows.empty() && options.empty_search == TumbleDryOptions::EmptySearch::kHasNoButton;
    const std::string button = fmt::format("<input type=\"submit\" name=\"ctl00$Main$btnExport\" id=\"ctl00_Main_btnExport\" value=\"{}\">",
                                           renamed ? "Download report" : "Export");
    return fmt::format("<section class=\"card\"><div class=\"bar\"><span>{} orders</span>{}</div>{}</section>", table.rows.size(),
                       no_button ? "" : button, html_table(table));
  }

  awaitable<void> export_period(HttpExchange& exchange, const Account& account, std::optional<Period> period) {
    if (!period) {
      co_await exchange.respond(report_page(account));  // nothing was searched, so there is nothing to export
      co_return;
    }
    const Books& books = state.books.at(account.shop_code);
    ExportTable table = tumbledry_orders_table(books, state.faults.period_given(*period, kReport));
    state.faults.spoil(table, kReport);
    const std::string captions = day_first(period->from, '/') + " - " + day_first(period->to, '/');
    HttpResponse file = options.export_as == TumbleDryOptions::Export::kXlsx
                            ? HttpResponse::attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                                       "OrderReport.xlsx", to_xlsx(table))
                            : HttpResponse::attachment("application/vnd.ms-excel", "OrderReport.xls", to_html_xls(table, {captions}));
    co_await state.faults.answer(exchange, kReport, std::move(file), login_page(books.shop(), ""), subs_url("/" + account.shop_code));
  }

  TumbleDryOptions options;
  BackOfficeState state;
  std::map<std::string, std::string> pending;  // token → user who has still to give a one-time password
  ViewState view_states{"tumbledry machine key"};
  HttpServer server;  // last but for its port: its thread uses the others
  std::uint16_t reports_port;
};

TumbleDrySite::TumbleDrySite(TumbleDryOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
TumbleDrySite::~TumbleDrySite() = default;
HttpServer& TumbleDrySite::server() {
  return impl_->server;
}
std::string TumbleDrySite::subs_origin() {
  return impl_->subs_url("");
}
std::string TumbleDrySite::reports_origin() {
  return impl_->reports_url("");
}
void TumbleDrySite::change(std::function<void(BackOfficeState&)> change) {
  impl_->server.run_on_thread([&] { change(impl_->state); });
}

}  // namespace nightporter::backoffice
