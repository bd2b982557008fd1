#pragma once

#include <string_view>
#include <vector>

#include "storage/database.h"

namespace nightporter::storage {

/// One numbered step of the schema; its file is storage/migrations/<number>_<name>.sql.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

/// In order; the first is 1, none is left out. A migration that was ever released is never changed.
const std::vector<Migration>& migrations();

/// Applies the migrations that the database has not had, each in a transaction of its own.
/// Throws SchemaTooNew when the database has had one that this program does not know.
void migrate(Database& database);

}  // namespace nightporter::storage
