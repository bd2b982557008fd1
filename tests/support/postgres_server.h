#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/child_program.h"

namespace nightporter::test {

/// A real PostgreSQL 15 of its own, in a temporary folder, reached by a socket there. It runs as the user `postgres` where we are root,
/// and ends with this process at the latest.
class PostgresServer {
 public:
  /// Throws std::runtime_error, with what the server said, when it does not start.
  PostgresServer();
  /// Stops it and removes all that it had.
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// For libpq: a connection whose tables are in `schema`. The schema must be made first.
  std::string address(const std::string& schema) const;
  void make_schema(const std::string& schema);
  /// What psql shows of a query: unaligned, without headers or the last line feed.
  std::string query(const std::string& schema, const std::string& sql) const;

  /// Shuts down as an operator does, throwing everybody out.
  void stop();
  void start();

 private:
  std::vector<std::string> as_server_user(std::vector<std::string> command) const;
  std::string call(const std::vector<std::string>& command) const;

  std::string folder_;
  std::unique_ptr<ChildProgram> server_;
};

}  // namespace nightporter::test
