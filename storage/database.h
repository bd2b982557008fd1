#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/cell.h"
#include "model/secret.h"
#include "model/table_mapping.h"

namespace nightporter::storage {

class NativeConnection;
class NativeInsertion;
class NativeStatement;

using Blob = std::vector<std::uint8_t>;
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// A prepared statement with bound parameters ("?", numbered from 1). Belongs to its Database and must not outlive it; used on the
/// thread that uses the Database.
///
///     Statement insert = database.prepare("INSERT INTO run (run_id, started_at) VALUES (?, ?)");
///     insert.bind(1, run.value()).bind(2, now).execute();
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  Statement& bind(int parameter, std::nullptr_t);
  Statement& bind(int parameter, std::int64_t number);
  Statement& bind(int parameter, int number) { return bind(parameter, static_cast<std::int64_t>(number)); }
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, const std::string& text) { return bind(parameter, std::string_view(text)); }
  Statement& bind(int parameter, const char* text) { return bind(parameter, std::string_view(text)); }
  Statement& bind(int parameter, const Blob& bytes);
  /// As UTC text, "2025-11-12T18:30:05.123Z": sorts and reads the same everywhere.
  Statement& bind(int parameter, TimePoint moment);
  Statement& bind(int parameter, model::CalendarDate date);
  /// As the column type of the cell's kind is stored (see fact_table.h). Throws std::out_of_range for a decimal that the database
  /// cannot keep exactly.
  Statement& bind(int parameter, const model::Cell& cell);
  template <class T>
  Statement& bind(int parameter, const std::optional<T>& value) {
    return value ? bind(parameter, *value) : bind(parameter, nullptr);
  }

  /// Runs a statement that returns no rows; returns the number of rows that it changed. Ready for the next binding afterwards.
  std::int64_t execute();

  /// Goes to the next row of the result; false after the last one, and then the statement is ready to be run again.
  bool next();

  // The current row's values, columns numbered from 0. NULL reads as 0, "" or no bytes.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  Blob blob(int column) const;
  TimePoint time(int column) const;
  model::CalendarDate date(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::optional<TimePoint> optional_time(int column) const;
  /// A cell of a mapped column of this type, as model::to_text showed it when it was bound; nullopt for NULL.
  std::optional<std::string> cell_text(int column, model::ColumnType type) const;

 private:
  friend class Database;
  explicit Statement(std::unique_ptr<NativeStatement>);
  std::unique_ptr<NativeStatement> native_;
};

/// Many rows on their way into one table, as fast as the database takes them. Belongs to its Database and must not outlive it; until it
/// is finished or destroyed no other statement may run. Call inside a Transaction.
class Insertion {
 public:
  Insertion(Insertion&&) noexcept;
  Insertion& operator=(Insertion&&) noexcept;
  /// Rows that were not finished may or may not be there: the transaction is to be rolled back.
  ~Insertion();

  /// The next value of the row, in the order of the columns. Throws std::out_of_range for a value that the database cannot keep exactly.
  Insertion& add(const model::Cell& cell);
  void end_row();
  /// After it returns all rows are in the table.
  void finish();

 private:
  friend class Database;
  explicit Insertion(std::unique_ptr<NativeInsertion>);
  std::unique_ptr<NativeInsertion> native_;
};

struct OpenOptions {
  /// How long to wait for another program's transaction (or migration) before DatabaseBusy.
  std::chrono::milliseconds wait_for_others{30'000};
  /// For SQLite alone. Looking through the whole file takes half a second of CPU for 300 MB.
  enum class Check { kAfterUncleanEnd, kAlways } check = Check::kAfterUncleanEnd;
};

/// What the program remembers: one SQLite file (in WAL mode with synchronous=FULL and foreign keys on), or a PostgreSQL database. What is
/// committed survives kill -9 and power loss. SQL is written in what both have in common.
///
/// Use from one thread at a time (any thread; stages/ queues its work). Several programs may use the same database: a writer waits for
/// the other's transaction. The destructor closes it.
class Database {
 public:
  /// Opens `file`; makes it (mode 0600) and its folder (0700) when missing. Checks it (quick_check) when its last user did not close
  /// it, and migrates its schema; two programs that start together do so one after the other.
  /// Throws DatabaseDamaged, DatabaseBusy, SchemaTooNew, or DatabaseError when the file cannot be had.
  static std::unique_ptr<Database> open(const std::filesystem::path& file, OpenOptions options = {});

  /// Connects to PostgreSQL and migrates the schema (the first one of the search path). `address`: a postgresql:// URI or key=value pairs;
  /// what it leaves out comes from PGHOST, PGDATABASE, PGUSER, PGPASSWORD and so on, which are libpq's. A connection lost between two
  /// statements is made anew; one lost in the middle of a transaction or a change throws DatabaseLost, and the next statement connects
  /// anew. Throws DatabaseBusy, SchemaTooNew, or DatabaseError when the server cannot be reached or refuses us.
  static std::unique_ptr<Database> connect(const model::Secret& address, OpenOptions options = {});

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Throws DatabaseError, with the SQL, when it is not valid.
  Statement prepare(std::string_view sql);
  /// Runs one or more statements that have no parameters and no rows.
  void execute(std::string_view sql);
  /// The same for statements that make tables, written with SQLite's types: INTEGER PRIMARY KEY numbers the rows.
  void execute_schema(std::string_view sql);
  Insertion insert_into(const std::string& table, const std::vector<std::string>& columns);
  /// Dates with times in the transaction under way are local to this IANA zone.
  void use_time_zone(const std::string& zone);

  /// Number of the last migration that was applied.
  int schema_version();
  bool in_transaction() const;
  /// For messages: the file's path, or the server's address without the password.
  const std::string& name() const { return name_; }

 private:
  friend class Transaction;
  Database(std::string name, std::unique_ptr<NativeConnection> connection);
  std::string name_;
  std::unique_ptr<NativeConnection> connection_;
};

/// A write transaction: takes the writer's place at once (waiting for another writer), is rolled back by its destructor unless
/// commit() was called. Transactions do not nest; a second one throws DatabaseError.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// After it returns the changes are on the disk. When it throws they are rolled back.
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

/// Now, by the wall clock.
TimePoint now();
/// "2025-11-12T18:30:05.123Z"
std::string to_iso(TimePoint moment);
/// Reads what to_iso wrote. Throws std::invalid_argument otherwise.
TimePoint time_from_iso(std::string_view text);

}  // namespace nightporter::storage
