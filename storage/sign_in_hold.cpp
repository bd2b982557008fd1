#include "storage/sign_in_hold.h"

namespace nightporter::storage {

namespace {

/// What is typed into the sign-in form; one-time passwords are refused for other reasons.
std::string hash_of(const SealingKey& key, const std::map<std::string, model::Secret>& secrets) {
  std::string all;
  for (const auto& [name, secret] : secrets)
    if (name != "totp") all += std::to_string(name.size()) + " " + name + std::to_string(secret.reveal().size()) + " " + secret.reveal();
  const model::Secret text(std::move(all));
  return key.keyed_hash(text.reveal());
}

}  // namespace

SignInHold::State SignInHold::look(const model::SiteCode& site, const model::StoreCode& store,
                                   const std::map<std::string, model::Secret>& secrets) {
  Statement select = database_.prepare(
      "SELECT COUNT(*), COUNT(CASE WHEN key_hash <> ? OR secret_hash = ? THEN 1 END) FROM sign_in_refusal WHERE crm = ? AND store = ?");
  select.bind(1, key_.fingerprint()).bind(2, hash_of(key_, secrets)).bind(3, site.value()).bind(4, store.value());
  select.next();
  const std::int64_t refusals = select.integer(0);
  const std::int64_t of_these = select.integer(1);
  select.next();
  if (of_these >= kRefusalsAllowed) return State::kHeld;
  if (refusals < kRefusalsAllowed || of_these > 0) return State::kFree;
  release(database_, site, store);
  return State::kSecretsChanged;
}

void SignInHold::enter_refusal(const model::SiteCode& site, const model::StoreCode& store,
                               const std::map<std::string, model::Secret>& secrets, const model::RunId& run) {
  database_.prepare("INSERT INTO sign_in_refusal (crm, store, run_id, key_hash, secret_hash, refused_at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(1, site.value())
      .bind(2, store.value())
      .bind(3, run.value())
      .bind(4, key_.fingerprint())
      .bind(5, hash_of(key_, secrets))
      .bind(6, now())
      .execute();
}

int SignInHold::release(Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  return static_cast<int>(
      database.prepare("DELETE FROM sign_in_refusal WHERE crm = ? AND store = ?").bind(1, site.value()).bind(2, store.value()).execute());
}

std::optional<TimePoint> SignInHold::held_since(Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  Statement select = database.prepare("SELECT COUNT(*), MAX(refused_at) FROM sign_in_refusal WHERE crm = ? AND store = ?");
  select.bind(1, site.value()).bind(2, store.value()).next();
  if (select.integer(0) < kRefusalsAllowed) return std::nullopt;
  return select.time(1);
}

}  // namespace nightporter::storage
