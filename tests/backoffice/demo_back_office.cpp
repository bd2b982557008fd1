#include "tests/backoffice/demo_back_office.h"

#include <fmt/format.h>

#include <optional>

#include "demo_code_form.html.h"
#include "demo_door.html.h"
#include "demo_orders.html.h"
#include "demo_page.html.h"
#include "demo_payments.html.h"
#include "demo_result.html.h"
#include "demo_sign_in_form.html.h"
#include "model/html_page.h"
#include "site.css.h"
#include "tests/backoffice/demo_reports.h"
#include "tests/backoffice/html_table.h"

namespace nightporter::backoffice {

using model::CalendarDate;
using model::Period;

namespace {

constexpr const char* kSession = "lantern_session";
constexpr const char* kPending = "lantern_pending";  // the password was right, the code is still to come
constexpr const char* kDevice = "lantern_device";
constexpr const char* kDeviceCookie = "Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000";

HttpResponse door(std::string_view form, const std::string& title, const std::string& explanation, const std::string& notice) {
  return HttpResponse::html(model::fill_page(
      embedded::kDemoDoorHtml, {{"title", title}, {"explanation", explanation}, {"notice", notice}, {"form", std::string(form)}}));
}

HttpResponse sign_in_page(const std::string& notice) {
  return door(embedded::kDemoSignInFormHtml, "Sign in", "Back office", notice);
}

HttpResponse code_page(const std::string& notice) {
  return door(embedded::kDemoCodeFormHtml, "Sign in", "This device is new here. Enter the code of your authenticator.", notice);
}

std::optional<Period> period_of(std::optional<CalendarDate> from, std::optional<CalendarDate> to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return Period{*from, *to};
}

std::optional<Period> iso_period(const HttpFields& fields) {
  return period_of(CalendarDate::parse_iso(fields.value("from")), CalendarDate::parse_iso(fields.value("to")));
}

std::optional<Period> day_first_period(const HttpFields& fields) {
  return period_of(parse_day_first(fields.value("from")), parse_day_first(fields.value("to")));
}

std::string shown_period(Period period) {
  return day_first(period.from, '/') + " to " + day_first(period.to, '/');
}

}  // namespace

std::vector<ShopLogin> demo_logins() {
  return {{{"north", "North Gate"}, "north.office", "lantern-north-1", "JBSWY3DPEHPK3PXP"},
          {{"harbour", "Harbour Street"}, "harbour.office", "lantern-harbour-1", "KRSXG5CTMVRXEZLU"}};
}

struct DemoBackOffice::Impl {
  explicit Impl(const DemoOptions& options) : state(options.logins, options.lock_after), server(options.port) {
    server.handle("GET", "/site.css", HttpResponse{200, {{"Content-Type", "text/css"}}, std::string(embedded::kSiteCss)});
    server.handle("GET", "/", HttpResponse::redirect("/dashboard"));
    add_sign_in();
    add_page("GET", "/dashboard", [this](const HttpRequest&, const Account& account) { return dashboard(account); });
    add_page("GET", "/reports/orders", [this](const HttpRequest& request, const Account& account) { return orders(request, account); });
    add_page("*", "/reports/payments", [this](const HttpRequest& request, const Account& account) { return payments(request, account); });
    add_page("GET", "/reports/customers",
             [this](const HttpRequest& request, const Account& account) { return customers(request, account); });
    add_export("GET", "/reports/orders/export", "orders", iso_period, demo_orders_table, [](const ExportTable& table, Period period) {
      return HttpResponse::attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                      fmt::format("orders_{}_{}.xlsx", period.from.to_iso(), period.to.to_iso()), to_xlsx(table));
    });
    add_export("POST", "/reports/payments/export", "payments", day_first_period, demo_payments_table,
               [](const ExportTable& table, Period period) {
                 return HttpResponse::attachment("application/vnd.ms-excel", "payments.xls",
                                                 to_html_xls(table, {"Period: " + shown_period(period)}));
               });
    add_export("GET", "/reports/customers.csv", "customers", iso_period, demo_customers_table, [](const ExportTable& table, Period) {
      return HttpResponse::attachment("text/csv; charset=utf-8", "customers.csv", to_csv(table));
    });
  }

  using PageOf = std::function<HttpResponse(const HttpRequest&, const Account&)>;
  using TableOf = ExportTable (*)(const Books&, Period);

  const Account* signed_in(const HttpRequest& request) { return state.accounts.in_session(request.cookies.value(kSession)); }

  void answer_with(std::string method, std::string path, std::function<HttpResponse(const HttpRequest&)> answer) {
    server.handle(std::move(method), std::move(path),
                  [answer = std::move(answer)](HttpExchange& exchange) { return exchange.respond(answer(exchange.request())); });
  }

  void add_sign_in() {
    answer_with("GET", "/sign-in", [](const HttpRequest&) { return sign_in_page(""); });
    answer_with("POST", "/sign-in", [this](const HttpRequest& request) { return check_password(request); });
    answer_with("GET", "/sign-in/code", [](const HttpRequest&) { return code_page(""); });
    answer_with("POST", "/sign-in/code", [this](const HttpRequest& request) { return check_code(request); });
    answer_with("POST", "/sign-out", [this](const HttpRequest& request) {
      state.accounts.close_session(request.cookies.value(kSession));
      return HttpResponse::redirect("/sign-in", 303).set_cookie(kSession, "", "Path=/; Max-Age=0");
    });
  }

  HttpResponse check_password(const HttpRequest& request) {
    const std::string user = request.form.value("username");
    switch (state.accounts.check_password(user, request.form.value("password"))) {
      case PasswordCheck::kLocked:
        return sign_in_page("This account is locked. Ask the head office to unlock it.");
      case PasswordCheck::kRefused:
        return sign_in_page("Invalid user name or password.");
      case PasswordCheck::kAccepted:
        break;
    }
    if (!state.accounts.wants_code(user, request.cookies.value(kDevice))) return welcome(user);
    return HttpResponse::redirect("/sign-in/code", 303).set_cookie(kPending, pending.emplace(random_token(), user).first->first);
  }

  HttpResponse check_code(const HttpRequest& request) {
    const auto waiting = pending.find(request.cookies.value(kPending));
    if (waiting == pending.end()) return HttpResponse::redirect("/sign-in", 303);
    const std::string user = waiting->second;
    if (!state.accounts.check_code(user, request.form.value("otp"))) return code_page("That code was refused.");
    pending.erase(waiting);
    return welcome(user)
        .set_cookie(kDevice, state.accounts.remember_device(user), kDeviceCookie)
        .set_cookie(kPending, "", "Path=/; Max-Age=0");
  }

  HttpResponse welcome(const std::string& user) {
    return HttpResponse::redirect("/dashboard", 303).set_cookie(kSession, state.accounts.open_session(user));
  }

  void add_page(std::string method, std::string path, PageOf page) {
    answer_with(std::move(method), std::move(path), [this, page = std::move(page)](const HttpRequest& request) {
      const Account* account = signed_in(request);
      return account == nullptr ? HttpResponse::redirect("/sign-in", 303) : page(request, *account);
    });
  }

  HttpResponse page(const Account& account, const std::string& title, const std::string& explanation, const std::string& content) {
    return HttpResponse::html(model::fill_page(embedded::kDemoPageHtml, {{"title", title},
                                                                         {"explanation", explanation},
                                                                         {"shop", books(account).shop().name},
                                                                         {"user", account.user_name},
                                                                         {"content", content}}));
  }

  const Books& books(const Account& account) { return state.books.at(account.shop_code); }

  HttpResponse dashboard(const Account& account) {
    const auto today = CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    std::string tiles = "<div class=\"tiles\">";
    for (int back = 3; back >= 0; --back) {
      const CalendarDate day = today - std::chrono::days(back);
      const ExportTable table = demo_orders_table(books(account), {day, day});
      const std::string net = table.totals ? shown(table.totals->at(9)) : "0.00";
      tiles += fmt::format("<div class=\"card\"><span>{}</span><b>₹ {}</b><span>{} orders</span></div>", day_first(day, '/'), net,
                           table.rows.size());
    }
    ExportTable latest = demo_orders_table(books(account), {today, today});
    latest.totals.reset();
    return page(account, "Overview", "The last four days at a glance",
                tiles + "</div>\n<h2>Today</h2><section class=\"card\">" + html_table(latest) + "</section>");
  }

  std::string result(const std::string& report, ExportTable table, Period period, const std::string& action) {
    if (state.faults.is_planned(Fault::kNoRecords, report)) table.rows.clear();
    return model::fill_page(
        embedded::kDemoResultHtml,
        {{"count", std::to_string(table.rows.size())}, {"period", shown_period(period)}, {"action", action}, {"table", html_table(table)}});
  }

  std::string export_form(const std::string& report, const std::string& method, const std::string& from, const std::string& to) {
    const std::string label = state.faults.is_planned(Fault::kRenamedButton, report) ? "Download report" : "Export";
    return fmt::format(
        "<form method=\"{}\" action=\"/reports/{}/export\"><input type=\"hidden\" name=\"from\" value=\"{}\">"
        "<input type=\"hidden\" name=\"to\" value=\"{}\"><button class=\"second\">{}</button></form>",
        method, report, from, to, label);
  }

  HttpResponse orders(const HttpRequest& request, const Account& account) {
    const std::optional<Period> period = iso_period(request.query);
    const std::string notice = request.query.empty() || period ? "" : "Choose two dates, the earlier one first.";
    std::string found;
    if (period) {
      const std::string action = export_form("orders", "get", period->from.to_iso(), period->to.to_iso());
      found = result("orders", demo_orders_table(books(account), *period), *period, action);
    }
    return page(account, "Orders", "All orders by the day they were taken",
                model::fill_page(
                    embedded::kDemoOrdersHtml,
                    {{"from", request.query.value("from")}, {"to", request.query.value("to")}, {"notice", notice}, {"result", found}}));
  }

  HttpResponse payments(const HttpRequest& request, const Account& account) {
    const std::optional<Period> period = day_first_period(request.form);
    const std::string notice = request.form.empty() || period ? "" : "Dates are written dd/mm/yyyy, the earlier one first.";
    std::string found;
    if (period) {
      const std::string action = export_form("payments", "post", day_first(period->from, '/'), day_first(period->to, '/'));
      found = result("payments", demo_payments_table(books(account), *period), *period, action);
    }
    return page(
        account, "Payments", "Money taken, by order and means",
        model::fill_page(embedded::kDemoPaymentsHtml,
                         {{"from", request.form.value("from")}, {"to", request.form.value("to")}, {"notice", notice}, {"result", found}}));
  }

  HttpResponse customers(const HttpRequest& request, const Account& account) {
    const std::optional<Period> period = iso_period(request.query);
    if (!period) return page(account, "Customers", "Add ?from=2025-11-12&to=2025-11-12 to the address", "");
    const std::string label = state.faults.is_planned(Fault::kRenamedButton, "customers") ? "Download report" : "Download CSV";
    const std::string action = fmt::format("<a class=\"button second\" href=\"/reports/customers.csv?from={}&amp;to={}\">{}</a>",
                                           period->from.to_iso(), period->to.to_iso(), label);
    return page(account, "Customers", "Who came, and what they spent",
                result("customers", demo_customers_table(books(account), *period), *period, action));
  }

  void add_export(std::string method, std::string path, std::string report, std::optional<Period> (*period_in)(const HttpFields&),
                  TableOf table_of, HttpResponse (*file_of)(const ExportTable&, Period)) {
    server.handle(std::move(method), std::move(path),
                  [this, report = std::move(report), period_in, table_of, file_of](HttpExchange& exchange) -> awaitable<void> {
                    const HttpRequest& request = exchange.request();
                    const Account* account = signed_in(request);
                    const std::optional<Period> period = period_in(request.method == "POST" ? request.form : request.query);
                    if (account == nullptr) {
                      co_await exchange.respond(HttpResponse::redirect("/sign-in", 303));
                    } else if (!period) {
                      co_await exchange.respond(HttpResponse::html("<h1>Bad request</h1><p>Which dates?</p>", 400));
                    } else {
                      ExportTable table = table_of(books(*account), state.faults.period_given(*period, report));
                      state.faults.spoil(table, report);
                      HttpResponse file = file_of(table, *period);
                      co_await state.faults.answer(exchange, report, std::move(file), sign_in_page(""), "/sign-in");
                    }
                  });
  }

  BackOfficeState state;
  std::map<std::string, std::string> pending;  // token → user who has still to give a code
  HttpServer server;                           // last: its thread uses the others
};

DemoBackOffice::DemoBackOffice(DemoOptions options) : impl_(std::make_unique<Impl>(options)) {}
DemoBackOffice::~DemoBackOffice() = default;
HttpServer& DemoBackOffice::server() {
  return impl_->server;
}
const HttpServer& DemoBackOffice::server() const {
  return impl_->server;
}
std::string DemoBackOffice::origin() const {
  return impl_->server.url("");
}
void DemoBackOffice::change(std::function<void(BackOfficeState&)> change) {
  impl_->server.run_on_thread([&] { change(impl_->state); });
}

}  // namespace nightporter::backoffice
