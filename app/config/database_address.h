#pragma once

#include <optional>
#include <string>

#include "app/config/environment.h"
#include "model/secret.h"

namespace nightporter::app {

/// True for an address that may stand in a file that is committed: env:NAME, file:PATH, or a postgresql:// URI without a password.
bool is_database_reference(const std::string& text);

/// Where the PostgreSQL database is, for libpq; nullopt = SQLite in the data folder. In this order: `reference` (database.url of the
/// configuration, with its place for messages), NIGHTPORTER_DATABASE_URL, DATABASE_URL, then PGHOST and its like when PGHOST or
/// PGDATABASE is set. Each may also come from .env, or from a file by its name with _FILE.
/// Throws ConfigurationError for a reference that leads nowhere.
std::optional<model::Secret> database_address(const std::string& reference, const std::string& place, const Environment& environment);

}  // namespace nightporter::app
