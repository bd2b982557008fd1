#include "app/commands/open_vault.h"

namespace nightporter::app {

storage::SessionVault open_vault(storage::Database& database, const Configuration& configuration) {
  return storage::SessionVault(database, storage::SealingKey::find(configuration.key_file()));
}

}  // namespace nightporter::app
