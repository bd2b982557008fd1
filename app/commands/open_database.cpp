#include "app/commands/open_database.h"

namespace nightporter::app {

std::unique_ptr<storage::Database> open_database(const Configuration& configuration) {
  return storage::Database::open(configuration.database());
}

std::unique_ptr<storage::Database> open_existing_database(const Configuration& configuration, storage::OpenOptions options) {
  if (!std::filesystem::exists(configuration.database())) return nullptr;
  return storage::Database::open(configuration.database(), options);
}

}  // namespace nightporter::app
