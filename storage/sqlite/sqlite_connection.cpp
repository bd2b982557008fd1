#include "storage/sqlite/sqlite_native.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "storage/column_types.h"
#include "storage/error.h"

namespace nightporter::storage {

void throw_translated(const SQLite::Exception& error, const std::string& doing) {
  const std::string message = doing + ": " + error.what();
  switch (error.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw DatabaseBusy(message, "another program is writing to the database; try again when it is done");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw DatabaseDamaged(message,
                            "keep the file, put a backup in its place, or save what can be read: sqlite3 FILE .recover | sqlite3 NEW");
    case SQLITE_FULL:
      throw DatabaseError(message, "free space on the disk and run again; what was committed before is safe");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      throw DatabaseError(message, "let the user who runs the program own the data folder and write to it");
    case SQLITE_IOERR:
      throw DatabaseError(message, "look at the disk (dmesg, df); what was committed before is safe");
    default:
      throw DatabaseError(message, "this is a mistake in the program: please report it with this message");
  }
}

void make_private_file(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::exists(folder)) {
    std::filesystem::create_directories(folder, error);
    if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error)
      throw DatabaseError("cannot make the folder " + folder.string() + ": " + error.message(),
                          "make it, or set `data:` to another folder");
  }
  const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    throw DatabaseError("cannot open the database " + file.string() + ": " + std::strerror(errno),
                        "let the user who runs the program own the data folder and write to it");
  ::close(descriptor);
}

namespace {

/// SQLite removes its journal when the last one closes the file. While another program has it open this looks the same; the check is
/// then one too many.
bool has_journal(const std::filesystem::path& file) {
  std::error_code none;
  const std::uintmax_t bytes = std::filesystem::file_size(file.string() + "-wal", none);
  return !none && bytes > 0;
}

void configure(SQLite::Database& connection, const std::filesystem::path& file) {
  const std::string mode = connection.execAndGet("PRAGMA journal_mode = WAL").getString();
  if (mode != "wal")
    throw DatabaseError("the database " + file.string() + " cannot be switched to write-ahead logging (journal mode " + mode + ")",
                        "put the data folder on a local disk; network file systems do not have what SQLite needs");
  connection.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;");
  connection.exec("PRAGMA journal_size_limit = 67108864;");
}

void check_quickly(SQLite::Database& connection, const std::filesystem::path& file) {
  SQLite::Statement check(connection, "PRAGMA quick_check(3)");
  std::string found;
  while (check.executeStep()) {
    if (!found.empty()) found += "; ";
    found += check.getColumn(0).getString();
  }
  if (found != "ok")
    throw DatabaseDamaged("the database " + file.string() + " is damaged: " + found,
                          "keep the file, put a backup in its place, or save what can be read: sqlite3 " + file.string() +
                              " .recover | sqlite3 recovered.db");
}

/// A prepared INSERT; each row is there when it is ended.
class SqliteInsertion final : public NativeInsertion {
 public:
  SqliteInsertion(SQLite::Database& connection, const std::string& sql) : statement_(connection, sql) {}

  void add(const model::Cell& cell) override { statement_.bind(++parameter_, cell); }
  void end_row() override {
    parameter_ = 0;
    statement_.execute();
  }
  void finish() override {}

 private:
  SqliteStatement statement_;
  int parameter_ = 0;
};

}  // namespace

// Without SQLite's own mutexes: a Database is used from one thread at a time (see Database).
SqliteConnection::SqliteConnection(const std::filesystem::path& file, const OpenOptions& options) try
    : connection_(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, static_cast<int>(options.wait_for_others.count())) {
  const bool check = options.check == OpenOptions::Check::kAlways || has_journal(file);
  configure(connection_, file);
  if (check) check_quickly(connection_, file);
} catch (const SQLite::Exception& error) {
  throw_translated(error, "database " + file.string());
}

std::unique_ptr<NativeStatement> SqliteConnection::prepare(std::string sql) {
  try {
    return std::make_unique<SqliteStatement>(connection_, sql);
  } catch (const SQLite::Exception& error) {
    throw_translated(error, sql);
  }
}

void SqliteConnection::execute(const std::string& sql) {
  try {
    connection_.exec(sql);
  } catch (const SQLite::Exception& error) {
    throw_translated(error, sql);
  }
}

std::unique_ptr<NativeInsertion> SqliteConnection::insert_into(const std::string& table, const std::vector<std::string>& columns) {
  std::string names, places;
  for (const std::string& column : columns) {
    names += (names.empty() ? "" : ", ") + quoted_name(column);
    places += places.empty() ? "?" : ", ?";
  }
  const std::string sql = "INSERT INTO " + quoted_name(table) + " (" + names + ") VALUES (" + places + ")";
  try {
    return std::make_unique<SqliteInsertion>(connection_, sql);
  } catch (const SQLite::Exception& error) {
    throw_translated(error, sql);
  }
}

void SqliteConnection::begin() {
  execute("BEGIN IMMEDIATE");
}

void SqliteConnection::commit() {
  execute("COMMIT");
}

void SqliteConnection::roll_back() noexcept {
  // SQLite rolls back by itself where ROLLBACK cannot: when the file is closed.
  connection_.tryExec("ROLLBACK");
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(connection_.getHandle()) == 0;
}

void SqliteConnection::use_time_zone(const std::string&) {}  // local times are kept as text

std::string SqliteConnection::schema_of(std::string sql) const {
  return sql;
}

}  // namespace nightporter::storage
