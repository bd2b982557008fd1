#pragma once

#include <memory>

#include "app/config/configuration.h"
#include "storage/database.h"

namespace nightporter::app {

/// The PostgreSQL database that is configured, else the SQLite file of the data folder, made when it is missing.
std::unique_ptr<storage::Database> open_database(const Configuration& configuration);

/// nullptr when there is none yet: a command that only looks makes no files.
std::unique_ptr<storage::Database> open_existing_database(const Configuration& configuration, storage::OpenOptions options = {});

}  // namespace nightporter::app
