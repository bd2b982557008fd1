#include "storage/acceptances.h"

#include <sstream>

namespace nightporter::storage {

namespace {

constexpr const char* kSelect =
    "SELECT id, run_id, download_id, crm, store, report, from_date, to_date, sha256, gates, reason, accepted_by, accepted_at"
    " FROM gate_acceptance ";

std::optional<Acceptance> read_first(Statement& select) {
  if (!select.next()) return std::nullopt;
  Acceptance acceptance;
  acceptance.id = select.integer(0);
  acceptance.run = model::RunId(select.text(1));
  acceptance.download = select.integer(2);
  acceptance.of = {model::SiteCode(select.text(3)), model::StoreCode(select.text(4)), model::ReportName(select.text(5))};
  acceptance.period = {select.date(6), select.date(7)};
  acceptance.sha256 = select.text(8);
  acceptance.gates = split_gates(select.text(9));
  acceptance.reason = select.text(10);
  acceptance.accepted_by = select.text(11);
  acceptance.accepted_at = select.time(12);
  return acceptance;
}

}  // namespace

std::int64_t Acceptances::enter(const Acceptance& acceptance) {
  Statement insert = database_.prepare(
      "INSERT INTO gate_acceptance (run_id, download_id, crm, store, report, from_date, to_date, sha256, gates, reason, accepted_by,"
      " accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
  insert.bind(1, acceptance.run.value()).bind(2, acceptance.download).bind(3, acceptance.of.site.value());
  insert.bind(4, acceptance.of.store.value()).bind(5, acceptance.of.report.value()).bind(6, acceptance.period.from);
  insert.bind(7, acceptance.period.to).bind(8, acceptance.sha256).bind(9, join_gates(acceptance.gates)).bind(10, acceptance.reason);
  insert.bind(11, acceptance.accepted_by).bind(12, acceptance.accepted_at);
  insert.next();
  const std::int64_t id = insert.integer(0);
  insert.next();
  return id;
}

std::optional<Acceptance> Acceptances::find(const StoreReport& of, const model::Period& period, const std::string& sha256) {
  if (sha256.empty()) return std::nullopt;
  Statement select = database_.prepare(
      std::string(kSelect) +
      "WHERE crm = ? AND store = ? AND report = ? AND from_date = ? AND to_date = ? AND sha256 = ? ORDER BY id DESC LIMIT 1");
  select.bind(1, of.site.value()).bind(2, of.store.value()).bind(3, of.report.value());
  select.bind(4, period.from).bind(5, period.to).bind(6, sha256);
  return read_first(select);
}

std::optional<Acceptance> Acceptances::find(std::int64_t id) {
  Statement select = database_.prepare(std::string(kSelect) + "WHERE id = ?");
  select.bind(1, id);
  return read_first(select);
}

std::string join_gates(const std::vector<std::string>& gates) {
  std::string text;
  for (const std::string& gate : gates) text += (text.empty() ? "" : ",") + gate;
  return text;
}

std::vector<std::string> split_gates(const std::string& text) {
  std::vector<std::string> gates;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) gates.push_back(word);
  return gates;
}

}  // namespace nightporter::storage
