#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/secret.h"
#include "storage/native.h"

namespace nightporter::storage {

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ResultDeleter>;

/// What a statement is run with. The values' texts must outlive the call.
struct PostgresParameters {
  std::vector<const char*> values;  // nullptr = NULL
  std::vector<int> lengths;         // of binary values
  std::vector<int> formats;         // 1 = binary
};

/// A statement that the server has prepared.
struct PostgresPlan {
  std::string name;
  int generation = 0;  // of the connection that knows it
};

/// One connection to a PostgreSQL server.
///
/// A connection that was lost while it was idle (the server was restarted) is made anew before the next statement. One that is lost in
/// the middle of a transaction, or of a statement that writes, ends in DatabaseLost: nobody knows then how far it came.
class PostgresConnection final : public NativeConnection {
 public:
  /// `address`: a postgresql:// URI or key=value pairs; what it leaves out comes from PGHOST, PGUSER, PGPASSWORD and so on.
  /// Throws DatabaseError when the server cannot be reached or refuses us.
  PostgresConnection(const model::Secret& address, std::chrono::milliseconds wait_for_others);
  ~PostgresConnection() override;
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  std::unique_ptr<NativeStatement> prepare(std::string sql) override;
  void execute(const std::string& sql) override;
  std::unique_ptr<NativeInsertion> insert_into(const std::string& table, const std::vector<std::string>& columns) override;
  void begin() override;
  void commit() override;
  void roll_back() noexcept override;
  bool in_transaction() const override { return begun_; }
  void use_time_zone(const std::string& zone) override;
  std::string schema_of(std::string sql) const override;

  /// Without the password: "postgresql://user@host:5432/database".
  std::string name() const;
  PGconn* handle() const { return connection_; }

  /// Runs `sql` ($1, $2…) and returns its rows, all of them. With a plan the server keeps what it has worked out, for the next time.
  PostgresResult run(const std::string& sql, const PostgresParameters& parameters, PostgresPlan* plan);
  /// The plan is not needed any more; the server is told when that is convenient.
  void forget(const PostgresPlan& plan);

  /// Throws the error that `result` tells, `sql` named; nothing when it tells none.
  void check(const PGresult* result, const std::string& sql) const;

 private:
  PostgresResult attempt(const std::string& sql, const PostgresParameters& parameters, PostgresPlan* plan);
  bool is_alive();
  /// Connects anew when the connection is gone, waiting for the server as long as we wait for others.
  void revive();
  void configure_session();
  void drop_forgotten_plans();
  [[noreturn]] void throw_lost(const std::string& doing) const;

  std::chrono::milliseconds wait_for_others_;
  PGconn* connection_ = nullptr;
  bool begun_ = false;
  int generation_ = 0;  // rises with every new connection, which knows none of the plans of the one before
  int plans_ = 0;
  std::vector<std::string> forgotten_;
};

class PostgresStatement final : public NativeStatement {
 public:
  PostgresStatement(PostgresConnection& connection, std::string sql);
  ~PostgresStatement() override;

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
  struct Value {
    std::optional<std::string> bytes;
    bool binary = false;
  };
  Value& at(int parameter);
  PostgresResult run();

  PostgresConnection& connection_;
  const std::string sql_;
  std::vector<Value> values_;
  PostgresPlan plan_;
  int runs_ = 0;
  PostgresResult result_;
  int row_ = -1;
};

}  // namespace nightporter::storage
