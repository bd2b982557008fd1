#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

#include "storage/native.h"

namespace nightporter::storage {

class SqliteStatement final : public NativeStatement {
 public:
  SqliteStatement(SQLite::Database& connection, const std::string& sql);

  void bind(int parameter, std::nullptr_t) override;
  void bind(int parameter, std::int64_t number) override;
  void bind(int parameter, std::string_view text) override;
  void bind(int parameter, const Blob& bytes) override;
  void bind(int parameter, const model::Cell& cell) override;
  std::int64_t execute() override;
  bool next() override;
  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string text(int column) const override;
  Blob blob(int column) const override;
  std::optional<std::string> cell_text(int column, model::ColumnType type) const override;

 private:
  mutable SQLite::Statement statement_;  // reading a column is not const in SQLiteCpp
};

/// One SQLite file in WAL mode with synchronous=FULL and foreign keys on.
class SqliteConnection final : public NativeConnection {
 public:
  /// Opens a file that is there and checks it (quick_check) as the options say. The caller keeps other programs from doing so at the same
  /// time: SQLite's busy time-out does not cover the switch to WAL in every case. Throws DatabaseDamaged, DatabaseBusy, or DatabaseError
  /// when the file cannot be had.
  SqliteConnection(const std::filesystem::path& file, const OpenOptions& options);

  std::unique_ptr<NativeStatement> prepare(std::string sql) override;
  void execute(const std::string& sql) override;
  std::unique_ptr<NativeInsertion> insert_into(const std::string& table, const std::vector<std::string>& columns) override;
  void begin() override;
  void commit() override;
  void roll_back() noexcept override;
  bool in_transaction() const override;
  void use_time_zone(const std::string& zone) override;
  std::string schema_of(std::string sql) const override;

 private:
  SQLite::Database connection_;
};

/// Makes the file (mode 0600) and its folder (0700) when missing; SQLite gives its -wal and -shm files the database's mode.
/// Throws DatabaseError.
void make_private_file(const std::filesystem::path& file);

/// Rethrows what SQLite says as this room's errors; `doing` begins the message.
[[noreturn]] void throw_translated(const SQLite::Exception& error, const std::string& doing);

}  // namespace nightporter::storage
