#include "storage/session_vault.h"

#include <stdexcept>

#include "storage/error.h"

namespace nightporter::storage {

namespace {

std::string context_of(const model::SiteCode& site, const model::StoreCode& store) {
  return "storage state of " + site.value() + "/" + store.value();
}

constexpr const char* kSelectInfo =
    "SELECT crm, store, version, saved_at, size_bytes, expires_at, saved_by, key_fingerprint FROM storage_state ";

SessionInfo read_info(const Statement& row) {
  SessionInfo info;
  info.site = model::SiteCode(row.text(0));
  info.store = model::StoreCode(row.text(1));
  info.version = static_cast<int>(row.integer(2));
  info.saved_at = row.time(3);
  info.size_bytes = row.integer(4);
  info.expires_at = row.optional_time(5);
  info.saved_by = model::RunId(row.text(6));
  info.key_fingerprint = row.text(7);
  return info;
}

}  // namespace

SessionInfo SessionVault::save(const model::SiteCode& site, const model::StoreCode& store, const model::Secret& storage_state,
                               std::optional<TimePoint> expires_at, const model::RunId& saved_by, std::optional<int> based_on) {
  std::optional<Transaction> transaction;
  if (!database_.in_transaction()) transaction.emplace(database_);
  const std::vector<SessionInfo> kept = versions(database_, site, store);
  if (based_on && !kept.empty() && kept.front().version > *based_on)
    throw SessionReplaced("the session of " + site.value() + "/" + store.value() + " was replaced meanwhile by version " +
                              std::to_string(kept.front().version) + "; that one is kept",
                          "nothing is to be done; the next run uses it");
  SessionInfo info{.site = site,
                   .store = store,
                   .version = kept.empty() ? 1 : kept.front().version + 1,
                   .saved_at = now(),
                   .size_bytes = static_cast<std::int64_t>(storage_state.reveal().size()),
                   .expires_at = expires_at,
                   .saved_by = saved_by,
                   .key_fingerprint = key_.fingerprint()};
  const bool comparable = !kept.empty() && kept.front().key_fingerprint == key_.fingerprint();
  if (comparable && is_newest(kept.front(), storage_state)) {
    info.version = kept.front().version;
    database_.prepare("UPDATE storage_state SET saved_at = ?, expires_at = ?, saved_by = ? WHERE crm = ? AND store = ? AND version = ?")
        .bind(1, info.saved_at)
        .bind(2, info.expires_at)
        .bind(3, saved_by.value())
        .bind(4, site.value())
        .bind(5, store.value())
        .bind(6, info.version)
        .execute();
  } else {
    Statement insert = database_.prepare(
        "INSERT INTO storage_state (crm, store, version, sealed, size_bytes, saved_at, expires_at, saved_by, key_fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, site.value()).bind(2, store.value()).bind(3, info.version);
    insert.bind(4, seal(storage_state.reveal(), key_, context_of(site, store))).bind(5, info.size_bytes).bind(6, info.saved_at);
    insert.bind(7, info.expires_at).bind(8, saved_by.value()).bind(9, info.key_fingerprint).execute();
    database_.prepare("DELETE FROM storage_state WHERE crm = ? AND store = ? AND version <= ?")
        .bind(1, site.value())
        .bind(2, store.value())
        .bind(3, info.version - kKeptVersions)
        .execute();
  }
  if (transaction) transaction->commit();
  return info;
}

SessionInfo SessionVault::roll_back(const model::SiteCode& site, const model::StoreCode& store, int number) {
  std::optional<Transaction> transaction;
  if (!database_.in_transaction()) transaction.emplace(database_);
  const auto wanted = version(site, store, number);
  if (!wanted) throw std::out_of_range("version " + std::to_string(number) + " is not kept");
  std::optional<TimePoint> expires_at;
  for (const SessionInfo& kept : versions(database_, site, store))
    if (kept.version == number) expires_at = kept.expires_at;
  const SessionInfo info = save(site, store, *wanted, expires_at, model::RunId());
  if (transaction) transaction->commit();
  return info;
}

bool SessionVault::is_newest(const SessionInfo& newest, const model::Secret& storage_state) {
  try {
    const auto known = version(newest.site, newest.store, newest.version);
    return known && known->reveal() == storage_state.reveal();
  } catch (const SealError&) {
    return false;  // a damaged version is not the same; it gets a successor
  }
}

std::optional<model::Secret> SessionVault::newest(const model::SiteCode& site, const model::StoreCode& store) {
  Statement select = database_.prepare("SELECT sealed FROM storage_state WHERE crm = ? AND store = ? ORDER BY version DESC LIMIT 1");
  if (!select.bind(1, site.value()).bind(2, store.value()).next()) return std::nullopt;
  return unseal(select.blob(0), key_, context_of(site, store));
}

std::optional<model::Secret> SessionVault::version(const model::SiteCode& site, const model::StoreCode& store, int version) {
  Statement select = database_.prepare("SELECT sealed FROM storage_state WHERE crm = ? AND store = ? AND version = ?");
  if (!select.bind(1, site.value()).bind(2, store.value()).bind(3, version).next()) return std::nullopt;
  return unseal(select.blob(0), key_, context_of(site, store));
}

std::vector<SessionInfo> SessionVault::list(Database& database) {
  std::vector<SessionInfo> found;
  Statement select = database.prepare(std::string(kSelectInfo) +
                                      "WHERE version = (SELECT MAX(newer.version) FROM storage_state AS newer"
                                      " WHERE newer.crm = storage_state.crm AND newer.store = storage_state.store) ORDER BY crm, store");
  while (select.next()) found.push_back(read_info(select));
  return found;
}

std::vector<SessionInfo> SessionVault::versions(Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  std::vector<SessionInfo> found;
  Statement select = database.prepare(std::string(kSelectInfo) + "WHERE crm = ? AND store = ? ORDER BY version DESC");
  select.bind(1, site.value()).bind(2, store.value());
  while (select.next()) found.push_back(read_info(select));
  return found;
}

int SessionVault::forget(Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  return static_cast<int>(
      database.prepare("DELETE FROM storage_state WHERE crm = ? AND store = ?").bind(1, site.value()).bind(2, store.value()).execute());
}

}  // namespace nightporter::storage
