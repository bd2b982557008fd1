#include "tests/backoffice/fault_plan.h"

#include <algorithm>

#include "tests/backoffice/nasty_answers.h"

namespace nightporter::backoffice {

void FaultPlan::inject(Fault fault, int times, std::string report) {
  entries_.push_back({fault, times, std::move(report)});
}

bool FaultPlan::is_planned(Fault fault, const std::string& report) const {
  return std::ranges::any_of(entries_, [&](const Entry& entry) {
    return entry.fault == fault && entry.times > 0 && (entry.report.empty() || entry.report == report);
  });
}

bool FaultPlan::strikes(Fault fault, const std::string& report) {
  for (Entry& entry : entries_) {
    if (entry.fault != fault || entry.times <= 0 || (!entry.report.empty() && entry.report != report)) continue;
    if (entry.times != kAlways) --entry.times;
    return true;
  }
  return false;
}

model::Period FaultPlan::period_given(model::Period period, const std::string& report) {
  if (!strikes(Fault::kWrongPeriod, report)) return period;
  const std::chrono::days length(period.days());
  return {period.from - length, period.to - length};
}

void FaultPlan::spoil(ExportTable& table, const std::string& report) {
  const bool no_rows = strikes(Fault::kHeaderOnly, report);
  if (strikes(Fault::kNoRecords, report) || no_rows) {
    table.rows.clear();
    table.totals.reset();
  }
  if (!strikes(Fault::kRenamedColumn, report)) return;
  const auto amount = std::ranges::find_if(table.headers, [](const std::string& header) {
    return header.find("Net") != std::string::npos || header.find("Amount") != std::string::npos ||
           header.find("Value") != std::string::npos || header == "Spent";
  });
  if (amount != table.headers.end()) *amount = "Grand total";
}

awaitable<void> FaultPlan::answer(HttpExchange& exchange, std::string report, HttpResponse file, HttpResponse login_page,
                                  std::string login_url) {
  if (slow_by_.count() > 0) co_await exchange.pause_for(slow_by_);
  if (const std::optional<Latch> hold = hold_) co_await hold->wait();
  if (strikes(Fault::kServerError, report)) {
    co_await exchange.respond(HttpResponse::html("<h1>Server Error</h1><p>Timeout expired while the report was made.</p>", 500));
  } else if (strikes(Fault::kLoginPage, report)) {
    co_await exchange.respond(HttpResponse::redirect(std::move(login_url)));
  } else if (strikes(Fault::kLoginPageAsFile, report)) {
    file.body = std::move(login_page.body);
    co_await exchange.respond(std::move(file));
  } else if (strikes(Fault::kZeroBytes, report)) {
    file.body.clear();
    co_await exchange.respond(std::move(file));
  } else if (strikes(Fault::kCutShort, report)) {
    const std::size_t half = file.body.size() / 2;
    co_await answer_cut_short(exchange, std::move(file), half);
  } else {
    co_await exchange.respond(std::move(file));
  }
}

}  // namespace nightporter::backoffice
