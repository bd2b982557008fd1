#pragma once

// Of this room's .cpp files alone: where SQLite shows.

#include <SQLiteCpp/SQLiteCpp.h>

#include "storage/database.h"

namespace nightporter::storage {

struct Statement::Native {
  SQLite::Statement statement;
};

struct Database::Native {
  SQLite::Database connection;
};

/// Rethrows what SQLite says as this room's errors; `doing` begins the message.
[[noreturn]] void throw_translated(const SQLite::Exception& error, const std::string& doing);

}  // namespace nightporter::storage
