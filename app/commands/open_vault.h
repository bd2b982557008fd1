#pragma once

#include "app/config/configuration.h"
#include "storage/session_vault.h"

namespace nightporter::app {

/// The key that seals sessions: NIGHTPORTER_KEY (its digits), NIGHTPORTER_KEY_FILE (a file that is there), or the data folder's key
/// file, made on first use. Throws storage::SealError.
storage::SealingKey find_sealing_key(const Configuration& configuration, const Environment& environment);

/// The vault of the data folder's database with its key. The database must outlive it.
storage::SessionVault open_vault(storage::Database& database, const Configuration& configuration, const Environment& environment);

}  // namespace nightporter::app
