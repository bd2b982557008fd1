#pragma once

#include "app/config/configuration.h"
#include "storage/session_vault.h"

namespace nightporter::app {

/// The vault of the data folder's database, with its key (NIGHTPORTER_KEY, NIGHTPORTER_KEY_FILE, or the data folder's key file, made
/// on first use). The database must outlive it.
storage::SessionVault open_vault(storage::Database& database, const Configuration& configuration);

}  // namespace nightporter::app
