#include "app/commands/open_database.h"

namespace nightporter::app {

std::unique_ptr<storage::Database> open_database(const Configuration& configuration) {
  if (configuration.database_address) return storage::Database::connect(*configuration.database_address);
  return storage::Database::open(configuration.sqlite_file());
}

std::unique_ptr<storage::Database> open_existing_database(const Configuration& configuration, storage::OpenOptions options) {
  if (configuration.database_address) return storage::Database::connect(*configuration.database_address, options);
  if (!std::filesystem::exists(configuration.sqlite_file())) return nullptr;
  return storage::Database::open(configuration.sqlite_file(), options);
}

}  // namespace nightporter::app
