#pragma once

// Of this room's .cpp files alone: what a database engine does for Database and Statement. There are two: SQLite and PostgreSQL.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/database.h"

namespace nightporter::storage {

/// One prepared statement of an engine. Its functions are those of Statement, which see.
class NativeStatement {
 public:
  virtual ~NativeStatement() = default;

  virtual void bind(int parameter, std::nullptr_t) = 0;
  virtual void bind(int parameter, std::int64_t number) = 0;
  virtual void bind(int parameter, std::string_view text) = 0;
  virtual void bind(int parameter, const Blob& bytes) = 0;
  virtual void bind(int parameter, const model::Cell& cell) = 0;

  virtual std::int64_t execute() = 0;
  virtual bool next() = 0;

  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string text(int column) const = 0;
  virtual Blob blob(int column) const = 0;
  virtual std::optional<std::string> cell_text(int column, model::ColumnType type) const = 0;
};

/// Rows on their way into one table. What was not finished is not there.
class NativeInsertion {
 public:
  virtual ~NativeInsertion() = default;

  /// The next value of the row, in the order of the columns. Throws std::out_of_range for a value that cannot be kept exactly.
  virtual void add(const model::Cell& cell) = 0;
  virtual void end_row() = 0;
  virtual void finish() = 0;
};

/// One connection to an engine.
class NativeConnection {
 public:
  virtual ~NativeConnection() = default;

  virtual std::unique_ptr<NativeStatement> prepare(std::string sql) = 0;
  /// One or more statements without parameters and rows.
  virtual void execute(const std::string& sql) = 0;
  virtual std::unique_ptr<NativeInsertion> insert_into(const std::string& table, const std::vector<std::string>& columns) = 0;

  /// Takes the one writer's place, waiting for the other.
  virtual void begin() = 0;
  virtual void commit() = 0;
  /// Also ends what a lost connection or a full disk has begun to undo.
  virtual void roll_back() noexcept = 0;
  virtual bool in_transaction() const = 0;

  /// Dates with times of the transaction are local to this IANA zone. Engines that keep them as text need not know.
  virtual void use_time_zone(const std::string& zone) = 0;
  /// `sql`, written with SQLite's types, in this engine's: what makes a table.
  virtual std::string schema_of(std::string sql) const = 0;
};

}  // namespace nightporter::storage
