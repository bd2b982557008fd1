#include "tests/backoffice/google/google_services.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <list>
#include <optional>

#include "tests/backoffice/google/service_account_key.h"
#include "tests/backoffice/google/token_endpoint.h"

namespace nightporter::backoffice {

namespace {

constexpr const char* kScope = "https://www.googleapis.com/auth/spreadsheets";

std::string http_date(std::int64_t seconds) {
  const std::time_t moment = seconds;
  std::tm parts{};
  gmtime_r(&moment, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

struct Awaited {
  std::string method;
  std::string part_of_target;

  bool fits(const HttpRequest& request) const {
    return request.method == method && request.target.find(part_of_target) != std::string::npos;
  }
};

struct Fault {
  Awaited of;
  GoogleFault kind;
};

struct Edit {
  Awaited of;
  std::function<void(Spreadsheet&)> work;
  std::string id;
};

}  // namespace

struct GoogleServices::Impl {
  Impl() {
    tokens.take_audience(server.url("/token"));
    tokens.add_account(kAccount, key.public_pem);
    server.handle("POST", "/token", [this](HttpExchange& exchange) { return token_call(exchange); });
    server.handle("*", "/v4/*", [this](HttpExchange& exchange) { return sheets_call(exchange); });
  }

  std::int64_t now() const {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count() + clock_ahead;
  }

  std::optional<GoogleFault> take_fault(const HttpRequest& request) {
    const auto found = std::find_if(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.of.fits(request); });
    if (found == faults.end()) return std::nullopt;
    const GoogleFault kind = found->kind;
    faults.erase(found);
    return kind;
  }

  HttpResponse do_it(const HttpRequest& request) {
    const std::string header = request.headers.value("Authorization");
    const std::string account = header.starts_with("Bearer ") ? tokens.account_of(header.substr(7), kScope) : "";
    if (account.empty())
      return to_response({.status = 401,
                          .code = "UNAUTHENTICATED",
                          .message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other "
                                     "valid authentication credential."});
    try {
      return sheets.answer(request, account);
    } catch (const GoogleError& error) {
      return to_response(error);
    } catch (const std::exception& error) {
      return to_response({.message = std::string("Invalid JSON payload received. ") + error.what()});
    }
  }

  awaitable<void> token_call(HttpExchange& exchange) {
    const auto fault = take_fault(exchange.request());
    if (fault == GoogleFault::kDropped) {
      exchange.drop();
    } else if (fault) {
      co_await exchange.respond(HttpResponse::json("{}", 503));
    } else {
      co_await exchange.respond(tokens.answer(exchange.request()).header("Date", http_date(now())));
    }
  }

  awaitable<void> sheets_call(HttpExchange& exchange) {
    const HttpRequest request = exchange.request();
    if (request.path.ends_with(":append") || request.path.ends_with(":clear")) ++forbidden;
    const auto edit = std::find_if(edits.begin(), edits.end(), [&](const Edit& entry) { return entry.of.fits(request); });
    if (edit != edits.end()) {
      edit->work(*sheets.find(edit->id));
      edits.erase(edit);
    }
    const auto fault = take_fault(request);
    if (fault == GoogleFault::kDropped) {
      exchange.drop();
      co_return;
    }
    if (fault == GoogleFault::kHeld) co_await held.wait();
    if (fault == GoogleFault::kAppliedThenLost) {
      do_it(request);
      exchange.drop();
      co_return;
    }
    const bool works = !fault || fault == GoogleFault::kHeld;
    HttpResponse response = works ? do_it(request) : refusal(*fault, request);
    co_await exchange.respond(std::move(response));
  }

  HttpResponse refusal(GoogleFault fault, const HttpRequest& request) {
    switch (fault) {
      case GoogleFault::kUnauthenticated:
        return to_response({.status = 401, .code = "UNAUTHENTICATED", .message = "Request had invalid authentication credentials."});
      case GoogleFault::kNotShared:
        return to_response(not_shared());
      case GoogleFault::kNotFound:
        return to_response({.status = 404, .code = "NOT_FOUND", .message = "Requested entity was not found."});
      case GoogleFault::kReadQuota:
        return to_response(read_quota_spent());
      case GoogleFault::kWriteQuota:
        return to_response(write_quota_spent());
      case GoogleFault::kSorryPage:
        return sorry_page();
      case GoogleFault::kInternal:
        return to_response({.status = 500, .code = "INTERNAL", .message = "Internal error encountered."});
      case GoogleFault::kAppliedThenError:
        do_it(request);
        break;
      default:
        break;
    }
    return to_response({.status = 503, .code = "UNAVAILABLE", .message = "The service is currently unavailable."});
  }

  KeyPair key = KeyPair::make();
  std::int64_t clock_ahead = 0;
  std::size_t forbidden = 0;
  std::list<Fault> faults;
  std::list<Edit> edits;
  Latch held;
  SheetsService sheets;
  TokenEndpoint tokens{[this] { return now(); }};
  HttpServer server;  // the last: its thread uses the others
};

GoogleServices::GoogleServices() : impl_(std::make_unique<Impl>()) {}
GoogleServices::~GoogleServices() = default;

std::string GoogleServices::server() const {
  const std::string url = impl_->server.url("/");
  return url.substr(0, url.size() - 1);
}

std::string GoogleServices::key_file() const {
  return key_file_json(kAccount, impl_->key.private_pem, impl_->server.url("/token"));
}

HttpServer& GoogleServices::http() {
  return impl_->server;
}

void GoogleServices::add_spreadsheet(const std::string& id, const std::string& title) {
  impl_->server.run_on_thread([&] { impl_->sheets.add(id, title, {kAccount}); });
}

void GoogleServices::add_private_spreadsheet(const std::string& id) {
  impl_->server.run_on_thread([&] { impl_->sheets.add(id, "Not yours", {}); });
}

void GoogleServices::edit(const std::string& id, const std::function<void(Spreadsheet&)>& work) {
  impl_->server.run_on_thread([&] { work(*impl_->sheets.find(id)); });
}

void GoogleServices::inject(GoogleFault fault, std::string method, std::string part_of_target, int count) {
  impl_->server.run_on_thread([&] {
    for (int i = 0; i < count; ++i) impl_->faults.push_back({{method, part_of_target}, fault});
  });
}

void GoogleServices::before(std::string method, std::string part_of_target, std::function<void(Spreadsheet&)> work, std::string id) {
  impl_->server.run_on_thread([&] { impl_->edits.push_back({{method, part_of_target}, work, id}); });
}

void GoogleServices::release() {
  impl_->held.release();
}

void GoogleServices::revoke_tokens() {
  impl_->server.run_on_thread([&] { impl_->tokens.revoke_all(); });
}

int GoogleServices::tokens_granted() const {
  int granted = 0;
  impl_->server.run_on_thread([&] { granted = impl_->tokens.granted(); });
  return granted;
}

void GoogleServices::set_clock_ahead(std::int64_t seconds) {
  impl_->server.run_on_thread([&] { impl_->clock_ahead = seconds; });
}

std::size_t GoogleServices::forbidden_calls() const {
  std::size_t count = 0;
  impl_->server.run_on_thread([&] { count = impl_->forbidden; });
  return count;
}

}  // namespace nightporter::backoffice
