#include "app/commands/open_vault.h"

#include "storage/error.h"

namespace nightporter::app {

storage::SealingKey find_sealing_key(const Configuration& configuration, const Environment& environment) {
  const auto digits = environment.find("NIGHTPORTER_KEY");
  if (digits && !digits->empty()) return storage::SealingKey::parse(model::Secret(*digits), "NIGHTPORTER_KEY");
  const auto named = environment.find("NIGHTPORTER_KEY_FILE");
  if (!named || named->empty()) return storage::SealingKey::load_or_create(configuration.key_file());
  if (auto key = storage::SealingKey::load(*named)) return *std::move(key);
  throw storage::SealError(
      storage::SealError::Kind::kUnreadable, "NIGHTPORTER_KEY_FILE names a file that is not there: " + *named,
      "put the key there, or unset the variable: then " + configuration.key_file().string() + " is used and made when missing");
}

storage::SessionVault open_vault(storage::Database& database, const Configuration& configuration, const Environment& environment) {
  return storage::SessionVault(database, find_sealing_key(configuration, environment));
}

}  // namespace nightporter::app
