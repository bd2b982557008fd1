#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/secret.h"
#include "model/strong_id.h"
#include "storage/database.h"
#include "storage/sealing.h"

namespace nightporter::storage {

/// What can be told of a kept session without opening it.
struct SessionInfo {
  model::SiteCode site;
  model::StoreCode store;
  int version = 0;  // counts up; the newest is the highest
  TimePoint saved_at;
  std::int64_t size_bytes = 0;          // before sealing
  std::optional<TimePoint> expires_at;  // forecast: when the first cookie that matters ends
  model::RunId saved_by;                // empty: imported or bootstrapped by hand
  std::string key_fingerprint;
};

/// Keeps each store's storage state (cookies and local storage) sealed in the database, the newest three versions of it.
/// The text is Playwright's JSON; this class does not look inside. Database must outlive it.
class SessionVault {
 public:
  static constexpr int kKeptVersions = 3;

  SessionVault(Database& database, SealingKey key) : database_(database), key_(std::move(key)) {}

  /// Keeps a good state (only a state that was signed in may be given). The same text as the newest version's only renews that
  /// version's time, so that three versions are three different states. `based_on`: the version that the state has grown from, 0 for
  /// none; throws SessionReplaced when there is a newer one, so that an older state never replaces it.
  SessionInfo save(const model::SiteCode& site, const model::StoreCode& store, const model::Secret& storage_state,
                   std::optional<TimePoint> expires_at, const model::RunId& saved_by, std::optional<int> based_on = std::nullopt);

  /// Makes the state of an earlier version the newest one again, as a version of its own. Throws std::out_of_range when `version` is not
  /// kept any more.
  SessionInfo roll_back(const model::SiteCode& site, const model::StoreCode& store, int version);

  /// The newest version, nullopt when the store has none. Throws SealError{kWrongKey or kDamaged}.
  std::optional<model::Secret> newest(const model::SiteCode& site, const model::StoreCode& store);
  /// A given version; nullopt when it is not kept any more.
  std::optional<model::Secret> version(const model::SiteCode& site, const model::StoreCode& store, int version);

  const SealingKey& key() const { return key_; }

  // These open nothing, and so need no key.

  /// The newest version of every store that has one, by site and store.
  static std::vector<SessionInfo> list(Database& database);
  /// Newest first.
  static std::vector<SessionInfo> versions(Database& database, const model::SiteCode& site, const model::StoreCode& store);
  /// Removes all versions; returns how many there were.
  static int forget(Database& database, const model::SiteCode& site, const model::StoreCode& store);

 private:
  bool is_newest(const SessionInfo& newest, const model::Secret& storage_state);

  Database& database_;
  SealingKey key_;
};

}  // namespace nightporter::storage
