#include "tests/backoffice/uclean_site.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "model/html_page.h"
#include "site.css.h"
#include "tests/backoffice/totp_check.h"
#include "uc_dashboard.html.h"
#include "uc_dashboard.js.h"
#include "uc_login.html.h"
#include "uc_login.js.h"

namespace nightporter::backoffice {

namespace json = boost::json;
using model::CalendarDate;
using model::Decimal;
using model::Period;

namespace {

constexpr const char* kSession = "uc_session";
constexpr const char* kPending = "uc_pending";
constexpr const char* kDevice = "uc_device";
constexpr const char* kReport = "gst";
constexpr const char* kGetPath = "/api/v1/sales/export-report";
constexpr const char* kPostPath = "/api/v1/stores/generateGST";

HttpResponse json_answer(const json::object& object, int status = 200) {
  return HttpResponse::json(json::serialize(object), status);
}
HttpResponse message(std::string_view text, int status) {
  return json_answer({{"message", text}}, status);
}

/// The fields of a JSON object's body (texts only) or of a form.
HttpFields fields_of(const HttpRequest& request) {
  if (!request.headers.value("Content-Type").starts_with("application/json")) return request.form;
  HttpFields fields;
  boost::system::error_code error;
  const json::value body = json::parse(request.body, error);
  if (error || !body.is_object()) return fields;
  for (const auto& [name, value] : body.as_object())
    if (value.is_string()) fields.add(std::string(name), std::string(value.as_string()));
  return fields;
}

std::optional<Period> period_of(const HttpFields& fields) {
  const auto from = CalendarDate::parse_iso(fields.value("from"));
  const auto to = CalendarDate::parse_iso(fields.value("to"));
  if (!from || !to || *to < *from) return std::nullopt;
  return Period{*from, *to};
}

std::int64_t paise_of(Decimal amount) {
  std::int64_t paise = amount.coefficient();
  for (int scale = amount.scale(); scale < 2; ++scale) paise *= 10;
  return paise;
}

/// What is left of `amount` when 18 % tax is taken out, to the paisa.
Decimal without_tax(Decimal amount) {
  return Decimal((paise_of(amount) * 100 + 59) / 118, 2);
}

/// Half of `tax`, with the odd paisa.
Decimal half(Decimal tax) {
  return Decimal((paise_of(tax) + 1) / 2, 2);
}

}  // namespace

std::vector<ShopLogin> uclean_logins() {
  return {{{"sector56", "Sector 56"}, "sector56@uclean.example", "wash-and-fold-56", "ONSWG4TFOQYTEMZU"},
          {{"sushantlok1", "Sushant Lok 1"}, "sushantlok1@uclean.example", "wash-and-fold-1", "PFXXK4RAOB2XE2LU"}};
}

ExportTable uclean_gst_table(const Books& books, Period period) {
  ExportTable table{
      "GST Report",
      {"Invoice No", "Invoice Date", "Order ID", "Customer", "GSTIN", "Taxable Value", "CGST", "SGST", "Invoice Value", "Store"},
      {},
      {}};
  for (const Order& order : books.orders(period)) {
    if (order.paid_by.empty()) continue;
    const Decimal taxable = without_tax(order.net);
    const Decimal tax = order.net - taxable;
    const Decimal cgst = half(tax);
    table.rows.push_back({"GST/" + order.order_no.substr(1), order.day, order.order_no, order.customer, order.gstin, taxable, cgst,
                          tax - cgst, order.net, books.shop().name});
  }
  return table;
}

struct UCleanSite::Impl {
  explicit Impl(const UCleanOptions& options)
      : first_shop(options.logins.front().shop.code), state(options.logins, options.lock_after), server(options.port) {
    add_file("/assets/site.css", "text/css", embedded::kSiteCss);
    add_file("/assets/login.js", "text/javascript", embedded::kUcLoginJs);
    add_file("/assets/dashboard.js", "text/javascript", embedded::kUcDashboardJs);
    add_file("/login", "text/html; charset=utf-8", embedded::kUcLoginHtml);
    server.handle("GET", "/", HttpResponse::redirect("/dashboard"));
    answer_with("GET", "/dashboard", [this](const HttpRequest& request) { return dashboard(request); });
    answer_with("POST", "/api/v1/auth/login", [this](const HttpRequest& request) { return check_password(request); });
    answer_with("POST", "/api/v1/auth/verify", [this](const HttpRequest& request) { return check_code(request); });
    answer_with("POST", "/api/v1/auth/logout", [this](const HttpRequest& request) {
      state.accounts.close_session(request.cookies.value(kSession));
      return json_answer({{"ok", true}});
    });
    answer_with("GET", "/api/v1/me", [this](const HttpRequest& request) { return me(request); });
    server.handle("GET", kGetPath, [this](HttpExchange& exchange) { return export_gst(exchange, exchange.request().query); });
    server.handle("POST", kPostPath, [this](HttpExchange& exchange) { return export_gst(exchange, fields_of(exchange.request())); });
  }

  void add_file(const std::string& path, const std::string& type, std::string_view content) {
    server.handle("GET", path, HttpResponse{200, {{"Content-Type", type}}, std::string(content)});
  }

  void answer_with(std::string method, std::string path, std::function<HttpResponse(const HttpRequest&)> answer) {
    server.handle(std::move(method), std::move(path),
                  [answer = std::move(answer)](HttpExchange& exchange) { return exchange.respond(answer(exchange.request())); });
  }

  const Account* signed_in(const HttpRequest& request) { return state.accounts.in_session(request.cookies.value(kSession)); }
  static std::string csrf_token(const std::string& session) { return sign("uclean csrf key", session); }

  HttpResponse check_password(const HttpRequest& request) {
    const HttpFields fields = fields_of(request);
    const std::string user = fields.value("email");
    switch (state.accounts.check_password(user, fields.value("password"))) {
      case PasswordCheck::kLocked:
        return message("This account is locked. Call your area manager.", 423);
      case PasswordCheck::kRefused:
        return message("Invalid user name or password", 422);
      case PasswordCheck::kAccepted:
        break;
    }
    if (!state.accounts.wants_code(user, request.cookies.value(kDevice))) return welcome(user);
    return json_answer({{"otp_required", true}}).set_cookie(kPending, pending.emplace(random_token(), user).first->first);
  }

  HttpResponse check_code(const HttpRequest& request) {
    const auto waiting = pending.find(request.cookies.value(kPending));
    if (waiting == pending.end()) return message("Log in again", 422);
    const std::string user = waiting->second;
    if (!state.accounts.check_code(user, fields_of(request).value("otp"))) return message("That code was refused", 422);
    pending.erase(waiting);
    return welcome(user).set_cookie(kDevice, state.accounts.remember_device(user), "Path=/; HttpOnly; Max-Age=31536000");
  }

  HttpResponse welcome(const std::string& user) {
    const std::string session = state.accounts.open_session(user);
    return json_answer({{"ok", true}}).set_cookie(kSession, session).set_cookie("XSRF-TOKEN", csrf_token(session), "Path=/; SameSite=Lax");
  }

  HttpResponse dashboard(const HttpRequest& request) {
    if (signed_in(request) == nullptr) return HttpResponse::redirect("/login");
    return HttpResponse::html(model::fill_page(embedded::kUcDashboardHtml, {{"csrf", csrf_token(request.cookies.value(kSession))}}));
  }

  /// What stands before every call of the API; nullopt when it may go on.
  std::optional<HttpResponse> refusal(const HttpRequest& request) {
    if (signed_in(request) == nullptr) return message("Unauthenticated.", 401);
    if (request.headers.value("X-CSRF-TOKEN") != csrf_token(request.cookies.value(kSession))) return message("CSRF token mismatch.", 419);
    return std::nullopt;
  }

  HttpResponse me(const HttpRequest& request) {
    if (auto refused = refusal(request)) return std::move(*refused);
    const Account& account = *signed_in(request);
    const Books& books = state.books.at(account.shop_code);
    const auto today = CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    json::array days;
    for (int back = 3; back >= 0; --back) {
      const CalendarDate day = today - std::chrono::days(back);
      const ExportTable table = uclean_gst_table(books, {day, day});
      days.push_back(json::object{{"date", day_first(day, '/')},
                                  {"invoices", table.rows.size()},
                                  {"total", table.rows.empty() ? "0.00" : shown(totals_of(table, "").at(8))}});
    }
    return json_answer(
        {{"email", account.user_name}, {"store", {{"code", account.shop_code}, {"name", books.shop().name}}}, {"days", days}});
  }

  /// Why a well-signed request gets no report; nullopt when it does.
  std::optional<HttpResponse> mistake(const HttpRequest& request, const Account& account) {
    const bool by_get = account.shop_code == first_shop;
    if ((request.method == "GET") != by_get) return message("This export is not enabled for your store.", 403);
    if (by_get && (request.query.value("type") != "GST" || request.query.value("format") != "excel"))
      return message("type must be GST, format must be excel.", 422);
    if (!by_get && request.query.value("franchise") != "UCLEAN") return message("Unknown franchise.", 422);
    return std::nullopt;
  }

  awaitable<void> export_gst(HttpExchange& exchange, HttpFields fields) {
    const HttpRequest& request = exchange.request();
    std::optional<HttpResponse> refused = refusal(request);
    if (!refused) refused = mistake(request, *signed_in(request));
    const std::optional<Period> period = period_of(fields);
    if (!refused && !period) refused = message("from and to must be dates, the earlier one first.", 422);
    if (refused) {
      co_await exchange.respond(std::move(*refused));
      co_return;
    }
    const Books& books = state.books.at(signed_in(request)->shop_code);
    ExportTable table = uclean_gst_table(books, state.faults.period_given(*period, kReport));
    state.faults.spoil(table, kReport);
    HttpResponse file =
        HttpResponse::attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "gst-report.xlsx", to_xlsx(table));
    co_await state.faults.answer(exchange, kReport, std::move(file), HttpResponse::html(std::string(embedded::kUcLoginHtml)), "/login");
  }

  std::string first_shop;  // the one whose report is had by GET
  BackOfficeState state;
  std::map<std::string, std::string> pending;  // token → user who has still to give a code
  HttpServer server;                           // last: its thread uses the others
};

UCleanSite::UCleanSite(UCleanOptions options) : impl_(std::make_unique<Impl>(options)) {}
UCleanSite::~UCleanSite() = default;
HttpServer& UCleanSite::server() {
  return impl_->server;
}
std::string UCleanSite::origin() {
  return impl_->server.url("");
}
void UCleanSite::change(std::function<void(BackOfficeState&)> change) {
  impl_->server.run_on_thread([&] { change(impl_->state); });
}

}  // namespace nightporter::backoffice
