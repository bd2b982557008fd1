#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/secret.h"
#include "model/strong_id.h"
#include "storage/database.h"
#include "storage/sealing.h"

namespace nightporter::storage {

/// Holds a store back after its site has refused the password too often: the next attempts would lock the account. Knows the refused
/// secrets by keyed hashes only. Database must outlive it.
class SignInHold {
 public:
  static constexpr int kRefusalsAllowed = 2;

  enum class State {
    kFree,            // sign in
    kHeld,            // do not: these very secrets were refused so often
    kSecretsChanged,  // was held; the secrets are others now, and the refusals of the old ones are forgotten
  };

  SignInHold(Database& database, SealingKey key) : database_(database), key_(std::move(key)) {}

  /// Whether the store may be signed in with these secrets. Refusals that were entered under another sealing key cannot be compared and
  /// count as refusals of these.
  State look(const model::SiteCode& site, const model::StoreCode& store, const std::map<std::string, model::Secret>& secrets);

  void enter_refusal(const model::SiteCode& site, const model::StoreCode& store, const std::map<std::string, model::Secret>& secrets,
                     const model::RunId& run);

  // These need no key.

  /// Forgets all refusals: the store was signed in, or a person says so. Returns how many there were.
  static int release(Database& database, const model::SiteCode& site, const model::StoreCode& store);
  /// Since when the store is held, by refusals alone; nullopt when it is not.
  static std::optional<TimePoint> held_since(Database& database, const model::SiteCode& site, const model::StoreCode& store);

 private:
  Database& database_;
  SealingKey key_;
};

}  // namespace nightporter::storage
