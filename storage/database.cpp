#include "storage/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "storage/error.h"
#include "storage/folder_lock.h"
#include "storage/migrations.h"
#include "storage/native.h"

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

namespace {

/// SQLite makes new files by the umask, and its -wal and -shm files by the database's mode.
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

}  // namespace

std::unique_ptr<Database> Database::open(const std::filesystem::path& file, OpenOptions options) {
  make_private_file(file);
  // The switch to WAL and the migrations are not covered by SQLite's busy time-out in every case.
  const FolderLock lock(file.string() + ".lock", options.wait_for_others);
  // SQLite removes its journal when the last one closes the file. While another program has it open this looks the same; the check is
  // then one too many.
  std::error_code no_journal;
  const std::uintmax_t journal_bytes = std::filesystem::file_size(file.string() + "-wal", no_journal);
  const bool ended_uncleanly = !no_journal && journal_bytes > 0;
  try {
    auto native = std::make_unique<Native>(
        Native{SQLite::Database(file.string(), SQLite::OPEN_READWRITE, static_cast<int>(options.wait_for_others.count()))});
    configure(native->connection, file);
    if (ended_uncleanly || options.check == OpenOptions::Check::kAlways) check_quickly(native->connection, file);
    std::unique_ptr<Database> database(new Database(file, std::move(native)));
    migrate(*database);
    return database;
  } catch (const SQLite::Exception& error) {
    throw_translated(error, "database " + file.string());
  }
}

Database::Database(std::filesystem::path file, std::unique_ptr<Native> native) : file_(std::move(file)), native_(std::move(native)) {}

Database::~Database() = default;

Statement Database::prepare(std::string_view sql) {
  try {
    return Statement(std::make_unique<Statement::Native>(Statement::Native{SQLite::Statement(native_->connection, std::string(sql))}));
  } catch (const SQLite::Exception& error) {
    throw_translated(error, std::string(sql));
  }
}

void Database::execute(std::string_view sql) {
  try {
    native_->connection.exec(std::string(sql));
  } catch (const SQLite::Exception& error) {
    throw_translated(error, std::string(sql));
  }
}

int Database::schema_version() {
  Statement version = prepare("SELECT MAX(version) FROM schema_version");
  return version.next() ? static_cast<int>(version.integer(0)) : 0;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(native_->connection.getHandle()) == 0;
}

Transaction::Transaction(Database& database) : database_(database) {
  database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_ || !database_.in_transaction()) return;
  // SQLite rolls back by itself where ROLLBACK cannot: when the file is closed.
  database_.native_->connection.tryExec("ROLLBACK");
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace nightporter::storage
