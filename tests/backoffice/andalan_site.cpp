#include "tests/backoffice/andalan_site.h"

#include <fmt/format.h>

#include <optional>

#include "andalan_login.html.h"
#include "andalan_page.html.h"
#include "andalan_report.html.h"
#include "andalan_report.js.h"
#include "model/html_page.h"
#include "site.css.h"
#include "tests/backoffice/andalan_reports.h"

namespace nightporter::backoffice {

using model::CalendarDate;
using model::Period;

namespace {

constexpr const char* kSession = "andalan_session";
constexpr const char* kToken = "XSRF-TOKEN";
constexpr std::size_t kShown = 10;

std::optional<Period> period_of(const std::string& start, const std::string& end) {
  const auto read = [](const std::string& text) {
    const auto date = CalendarDate::parse_iso(text);
    return date ? date : parse_day_first(text);
  };
  const auto from = read(start);
  const auto to = read(end);
  if (!from || !to || *to < *from) return std::nullopt;
  return Period{*from, *to};
}

std::string preview(const std::vector<std::string>& headers, const std::vector<std::vector<std::string>>& rows) {
  std::string html = "<div class=\"scroll\"><table><thead><tr>";
  for (const std::string& header : headers) html += "<th>" + model::html_escaped(header) + "</th>";
  html += "</tr></thead><tbody>";
  if (rows.empty())
    html += fmt::format("<tr><td class=\"dataTables_empty\" colspan=\"{}\">Tidak ada data yang tersedia pada tabel ini</td></tr>",
                        headers.size());
  for (std::size_t row = 0; row < std::min(rows.size(), kShown); ++row) {
    html += "<tr>";
    for (const std::string& cell : rows[row]) html += "<td>" + model::html_escaped(cell) + "</td>";
    html += "</tr>";
  }
  return html + fmt::format("</tbody></table></div><p class=\"sub\">{} data</p>", rows.size());
}

std::string date_field(const std::string& label, const std::string& attributes) {
  return fmt::format("<label>{} <input class=\"date\" {}></label>\n", label, attributes);
}

}  // namespace

ShopLogin andalan_login() {
  return {{"pusat", "Pusat"}, "laporan@andalan.example", "kertas-dan-pena-62", ""};
}

struct AndalanSite::Impl {
  explicit Impl(const AndalanOptions& options)
      : state{.accounts = Accounts({{options.login.user_name, options.login.password, options.login.totp_secret, options.login.shop.code}},
                                   options.lock_after),
              .books = {},
              .faults = {},
              .ends_session = {}},
        server(options.port) {
    server.handle("GET", "/css/site.css", HttpResponse{200, {{"Content-Type", "text/css"}}, std::string(embedded::kSiteCss)});
    server.handle("GET", "/js/report.js",
                  HttpResponse{200, {{"Content-Type", "text/javascript"}}, std::string(embedded::kAndalanReportJs)});
    answer_with("GET", "/", [](const HttpRequest&) { return HttpResponse::redirect("/home"); });
    add_login();
    answer_with("GET", "/home", [this](const HttpRequest& request) {
      const Account* account = signed_in(request);
      return account == nullptr ? HttpResponse::redirect("/login") : page(*account, "Beranda", "<p class=\"sub\">Selamat datang.</p>");
    });
    add_transactions();
    add_printed("point_transactions", "/point_transaction", "Transaksi Poin", "name=\"start\"", "name=\"end\"", "expot-pdf",
                andalan_points_report);
    add_printed("users", "/user-front", "Pengguna", "id=\"filter-start\"", "id=\"filter-end\"", "btn btn-success m3 expot-pdf",
                andalan_users_report);
    add_printed("coin_payments", "/koin_pay", "Pembayaran Koin", "id=\"filter-start\"", "id=\"filter-end\"", "btn btn-success m3 expot-pdf",
                andalan_coins_report);
  }

  using PrintedOf = PrintedReport (*)(const RewardsBooks&, Period);

  const Account* signed_in(const HttpRequest& request) { return state.accounts.in_session(request.cookies.value(kSession)); }

  void answer_with(std::string method, std::string path, std::function<HttpResponse(const HttpRequest&)> answer) {
    server.handle(std::move(method), std::move(path),
                  [answer = std::move(answer)](HttpExchange& exchange) { return exchange.respond(answer(exchange.request())); });
  }

  HttpResponse login_page(const std::string& email, const std::string& notice) {
    const std::string token = random_token();
    return HttpResponse::html(model::fill_page(embedded::kAndalanLoginHtml, {{"notice", notice}, {"token", token}, {"email", email}}))
        .set_cookie(kToken, token);
  }

  void add_login() {
    answer_with("GET", "/login", [this](const HttpRequest& request) {
      return signed_in(request) != nullptr ? HttpResponse::redirect("/home") : login_page("", "");
    });
    answer_with("POST", "/login", [this](const HttpRequest& request) { return check_password(request); });
    answer_with("POST", "/logout", [this](const HttpRequest& request) {
      state.accounts.close_session(request.cookies.value(kSession));
      return HttpResponse::redirect("/login").set_cookie(kSession, "", "Path=/; Max-Age=0");
    });
  }

  HttpResponse check_password(const HttpRequest& request) {
    if (state.failing_logins > 0) {
      --state.failing_logins;
      return HttpResponse::html("<h1>503 Service Unavailable</h1>", 503);
    }
    if (request.form.value("_token").empty() || request.form.value("_token") != request.cookies.value(kToken))
      return HttpResponse::html("<h1>419</h1><p>Page Expired</p>", 419);
    const std::string email = request.form.value("email");
    switch (state.accounts.check_password(email, request.form.value("password"))) {
      case PasswordCheck::kLocked:
        return login_page(email, "Terlalu banyak percobaan masuk. Akun ini dikunci.");
      case PasswordCheck::kRefused:
        return login_page(email, "Email atau kata sandi salah.");
      case PasswordCheck::kAccepted:
        break;
    }
    return HttpResponse::redirect("/home").set_cookie(kSession, state.accounts.open_session(email), "Path=/; HttpOnly; Max-Age=7200");
  }

  HttpResponse page(const Account& account, const std::string& title, const std::string& content) {
    return HttpResponse::html(
        model::fill_page(embedded::kAndalanPageHtml, {{"title", title}, {"user", account.user_name}, {"content", content}}));
  }

  void add_report_page(const std::string& report, const std::string& page_path, const std::string& data_path, const std::string& title,
                       const std::string& fields) {
    answer_with("GET", page_path, [this, report, data_path, title, fields](const HttpRequest& request) {
      if (state.ends_session.erase(report) > 0) state.accounts.expire_sessions();
      const Account* account = signed_in(request);
      if (account == nullptr) return HttpResponse::redirect("/login");
      return page(*account, title, model::fill_page(embedded::kAndalanReportHtml, {{"path", data_path}, {"fields", fields}}));
    });
  }

  void add_data(const std::string& report, const std::string& path, std::function<std::string(Period period, bool nothing)> content) {
    answer_with("GET", path, [this, report, content = std::move(content)](const HttpRequest& request) {
      if (signed_in(request) == nullptr) return HttpResponse::redirect("/login");
      const auto period = period_of(request.query.value("start"), request.query.value("end"));
      if (!period) return HttpResponse::html("<p class=\"alert\">Tanggal tidak valid</p>", 422);
      return HttpResponse::html(content(*period, state.faults.is_planned(Fault::kNoRecords, report)));
    });
  }

  void add_export(const std::string& report, const std::string& path, const std::string& start, const std::string& end,
                  std::function<HttpResponse(Period)> file) {
    server.handle("GET", path, [this, report, start, end, file = std::move(file)](HttpExchange& exchange) -> awaitable<void> {
      const HttpRequest& request = exchange.request();
      const auto period = period_of(request.query.value(start), request.query.value(end));
      if (signed_in(request) == nullptr)
        co_await exchange.respond(HttpResponse::redirect("/login"));
      else if (!period)
        co_await exchange.respond(HttpResponse::html("<h1>Tanggal tidak valid</h1>", 422));
      else
        co_await state.faults.answer(exchange, report, file(state.faults.period_given(*period, report)), login_page("", ""), "/login");
    });
  }

  void add_transactions() {
    const std::string report = "transactions";
    const std::string today = day_first(CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())), '/');
    const std::string fields =
        "<form action=\"/transaksi/export\" style=\"display:contents\">" +
        date_field("Dari", fmt::format("name=\"start_date\" autocomplete=\"off\" placeholder=\"DD/MM/YYYY\" value=\"{}\"", today)) +
        date_field("Sampai", "name=\"end_date\" autocomplete=\"off\" placeholder=\"DD/MM/YYYY\"") +
        "<button type=\"button\" class=\"btn\">Filter</button><button class=\"btn btn-primary\">Export</button></form>";
    add_report_page(report, "/transaksi/index-export", "/transaksi", "Transaksi", fields);
    add_data(report, "/transaksi/data", [this](Period period, bool nothing) {
      ExportTable table = andalan_transactions_table(state.books, period);
      if (nothing) table.rows.clear();
      std::vector<std::vector<std::string>> rows;
      for (const model::Row& row : table.rows) {
        rows.emplace_back();
        for (const model::Cell& cell : row) rows.back().push_back(shown(cell));
      }
      return preview(table.headers, rows);
    });
    add_export(report, "/transaksi/export", "start_date", "end_date", [this, report](Period period) {
      ExportTable table = andalan_transactions_table(state.books, period);
      state.faults.spoil(table, report);
      return HttpResponse::attachment("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "transaksi.xlsx",
                                      to_xlsx(table));
    });
  }

  void add_printed(const std::string& report, const std::string& path, const std::string& title, const std::string& start,
                   const std::string& end, const std::string& button, PrintedOf printed_of) {
    add_report_page(report, path, path, title,
                    date_field("Dari", "type=\"date\" " + start) + date_field("Sampai", "type=\"date\" " + end) +
                        fmt::format("<button type=\"button\" class=\"{}\">Export PDF</button>", button));
    add_data(report, path + "/data", [this, printed_of](Period period, bool nothing) {
      PrintedReport printed = printed_of(state.books, period);
      if (nothing) printed.rows.clear();
      std::vector<std::string> headers;
      for (const auto& column : printed.columns) headers.push_back(column.header);
      return preview(headers, printed.rows);
    });
    add_export(report, path + "/export-pdf", "start", "end", [this, report, printed_of](Period period) {
      PrintedReport printed = printed_of(state.books, period);
      const bool no_rows = state.faults.strikes(Fault::kHeaderOnly, report);
      if (state.faults.strikes(Fault::kNoRecords, report) || no_rows) printed.rows.clear();
      if (printed.rows.empty()) printed.totals.clear();
      return HttpResponse::attachment("application/pdf", report + ".pdf", to_pdf(printed));
    });
  }

  AndalanState state;
  HttpServer server;  // last: its thread uses the others
};

AndalanSite::AndalanSite(AndalanOptions options) : impl_(std::make_unique<Impl>(options)) {}
AndalanSite::~AndalanSite() = default;
HttpServer& AndalanSite::server() {
  return impl_->server;
}
std::string AndalanSite::origin() const {
  return impl_->server.url("");
}
void AndalanSite::change(std::function<void(AndalanState&)> change) {
  impl_->server.run_on_thread([&] { change(impl_->state); });
}

}  // namespace nightporter::backoffice
