#include <poll.h>

#include <cstring>
#include <regex>
#include <string_view>
#include <thread>

#include "storage/column_types.h"
#include "storage/error.h"
#include "storage/postgres/copy_text.h"
#include "storage/postgres/postgres_native.h"

namespace nightporter::storage {

namespace {

constexpr std::chrono::milliseconds kPauseBetweenAttempts{250};
constexpr std::size_t kCopyBytes = 64 * 1024;

std::string trimmed_message(const char* message) {
  std::string text = message == nullptr ? "" : message;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string state_of(const PGresult* result) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? "" : state;
}

/// By the classes of SQLSTATE, https://www.postgresql.org/docs/15/errcodes-appendix.html
[[noreturn]] void throw_for_state(const std::string& state, const std::string& message) {
  if (state == "55P03" || state == "40P01" || state == "40001")
    throw DatabaseBusy(message, "another program is writing to the database; try again when it is done");
  if (state.starts_with("08") || state.starts_with("57P"))
    throw DatabaseLost(message, "the server went away; what was not committed is not there. Try again");
  if (state.starts_with("53")) throw DatabaseError(message, "give the PostgreSQL server more of what it lacks (disk, memory, connections)");
  if (state == "42501") throw DatabaseError(message, "grant this to the program's user: CREATE on the schema, all on its own tables");
  if (state.starts_with("22")) throw DatabaseError(message, "a value does not fit its column; look at the report's file and its recipe");
  throw DatabaseError(message, "this is a mistake in the program: please report it with this message");
}

/// Rows by COPY, which is one round trip for all of them.
class PostgresInsertion final : public NativeInsertion {
 public:
  PostgresInsertion(PostgresConnection& connection, std::string sql) : connection_(connection), sql_(std::move(sql)) {
    const PostgresResult result(PQexec(connection_.handle(), sql_.c_str()));
    connection_.check(result.get(), sql_);
  }

  ~PostgresInsertion() override {
    if (finished_ || PQstatus(connection_.handle()) != CONNECTION_OK) return;
    PQputCopyEnd(connection_.handle(), "given up");
    drain();
  }

  void add(const model::Cell& cell) override {
    if (!at_row_start_) line_ += '\t';
    at_row_start_ = false;
    append_copy_text(line_, cell);
  }

  void end_row() override {
    line_ += '\n';
    at_row_start_ = true;
    if (line_.size() >= kCopyBytes) send();
  }

  void finish() override {
    send();
    if (PQputCopyEnd(connection_.handle(), nullptr) != 1) fail();
    PostgresResult failed = drain();
    finished_ = true;
    if (failed) connection_.check(failed.get(), sql_);
  }

 private:
  void send() {
    if (!line_.empty() && PQputCopyData(connection_.handle(), line_.data(), static_cast<int>(line_.size())) != 1) fail();
    line_.clear();
  }

  /// The first result that is an error, if there is one.
  PostgresResult drain() {
    PostgresResult failed;
    while (PGresult* next = PQgetResult(connection_.handle())) {
      PostgresResult result(next);
      if (PQresultStatus(next) != PGRES_COMMAND_OK && !failed) failed = std::move(result);
    }
    return failed;
  }

  [[noreturn]] void fail() {
    const PostgresResult failed = drain();
    finished_ = true;
    if (failed) connection_.check(failed.get(), sql_);
    throw DatabaseLost(sql_ + ": " + trimmed_message(PQerrorMessage(connection_.handle())),
                       "the server went away; what was not committed is not there. Try again");
  }

  PostgresConnection& connection_;
  const std::string sql_;
  std::string line_;
  bool at_row_start_ = true;
  bool finished_ = false;
};

}  // namespace

PostgresConnection::PostgresConnection(const model::Secret& address, std::chrono::milliseconds wait_for_others)
    : wait_for_others_(wait_for_others) {
  const char* const keywords[] = {"dbname", "fallback_application_name", "connect_timeout", nullptr};
  const char* const values[] = {address.reveal().c_str(), "nightporter", "15", nullptr};
  connection_ = PQconnectdbParams(keywords, values, 1);
  if (PQstatus(connection_) != CONNECTION_OK) {
    const std::string reason = trimmed_message(PQerrorMessage(connection_));
    const std::string where = name();
    PQfinish(connection_);
    throw DatabaseError("cannot use the database " + where + ": " + reason,
                        "check database.url (or DATABASE_URL, PGHOST, PGUSER, PGPASSWORD…), and that the server listens there");
  }
  try {
    configure_session();
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() {
  PQfinish(connection_);
}

std::string PostgresConnection::name() const {
  const auto or_else = [](const char* text, const char* otherwise) {
    return std::string(text == nullptr || *text == '\0' ? otherwise : text);
  };
  return "postgresql://" + or_else(PQuser(connection_), "?") + "@" + or_else(PQhost(connection_), "localhost") + ":" +
         or_else(PQport(connection_), "5432") + "/" + or_else(PQdb(connection_), "?");
}

void PostgresConnection::configure_session() {
  ++generation_;
  forgotten_.clear();
  begun_ = false;
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);  // "table exists already, skipping" is no news
  const std::string settings =
      "SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET bytea_output = 'hex';"
      " SET standard_conforming_strings = on; SET synchronous_commit = on; SET lock_timeout = " +
      std::to_string(wait_for_others_.count());
  const PostgresResult result(PQexec(connection_, settings.c_str()));
  check(result.get(), settings);
}

bool PostgresConnection::is_alive() {
  // A server that has gone has left its farewell, or at least the end of the stream, in the socket.
  while (PQstatus(connection_) == CONNECTION_OK) {
    pollfd socket{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
    if (::poll(&socket, 1, 0) <= 0) return true;
    if (PQconsumeInput(connection_) == 0) return false;
    PQisBusy(connection_);  // takes notices out of the buffer
  }
  return false;
}

void PostgresConnection::revive() {
  if (is_alive()) return;
  const auto give_up = std::chrono::steady_clock::now() + wait_for_others_;
  for (;;) {
    PQreset(connection_);
    if (PQstatus(connection_) == CONNECTION_OK) return configure_session();
    if (std::chrono::steady_clock::now() >= give_up) throw_lost("cannot reach the database again");
    // A server that comes back announces itself to nobody.
    std::this_thread::sleep_for(kPauseBetweenAttempts);
  }
}

void PostgresConnection::throw_lost(const std::string& doing) const {
  throw DatabaseLost(doing + ": " + name() + ": " + trimmed_message(PQerrorMessage(connection_)),
                     "the server went away; what was not committed is not there. Try again");
}

void PostgresConnection::check(const PGresult* result, const std::string& sql) const {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_COPY_IN:
    case PGRES_EMPTY_QUERY:
      return;
    default:
      break;
  }
  if (result == nullptr || PQstatus(connection_) != CONNECTION_OK) throw_lost(sql);
  throw_for_state(state_of(result), sql + ": " + trimmed_message(PQresultErrorMessage(result)));
}

PostgresResult PostgresConnection::attempt(const std::string& sql, const PostgresParameters& parameters, PostgresPlan* plan) {
  const int count = static_cast<int>(parameters.values.size());
  const char* const* const values = parameters.values.data();
  if (plan == nullptr)
    return PostgresResult(
        PQexecParams(connection_, sql.c_str(), count, nullptr, values, parameters.lengths.data(), parameters.formats.data(), 0));
  if (plan->generation != generation_) {
    const std::string name = "nightporter_" + std::to_string(++plans_);
    PostgresResult prepared(PQprepare(connection_, name.c_str(), sql.c_str(), count, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return prepared;
    *plan = {name, generation_};
  }
  return PostgresResult(
      PQexecPrepared(connection_, plan->name.c_str(), count, values, parameters.lengths.data(), parameters.formats.data(), 0));
}

PostgresResult PostgresConnection::run(const std::string& sql, const PostgresParameters& parameters, PostgresPlan* plan) {
  if (!begun_) {
    revive();
    drop_forgotten_plans();
  }
  PostgresResult result = attempt(sql, parameters, plan);
  const bool only_reads = sql.starts_with("SELECT");
  if (PQstatus(connection_) != CONNECTION_OK && !begun_ && only_reads) {
    revive();
    result = attempt(sql, parameters, plan);
  }
  check(result.get(), sql);
  return result;
}

void PostgresConnection::forget(const PostgresPlan& plan) {
  if (plan.generation == generation_) forgotten_.push_back(plan.name);
}

void PostgresConnection::drop_forgotten_plans() {
  for (const std::string& name : forgotten_) PostgresResult(PQexec(connection_, ("DEALLOCATE " + name).c_str()));
  forgotten_.clear();
}

std::unique_ptr<NativeStatement> PostgresConnection::prepare(std::string sql) {
  return std::make_unique<PostgresStatement>(*this, std::move(sql));
}

void PostgresConnection::execute(const std::string& sql) {
  if (!begun_) revive();
  const PostgresResult result(PQexec(connection_, sql.c_str()));
  check(result.get(), sql);
}

std::unique_ptr<NativeInsertion> PostgresConnection::insert_into(const std::string& table, const std::vector<std::string>& columns) {
  std::string names;
  for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + quoted_name(column);
  return std::make_unique<PostgresInsertion>(*this, "COPY " + quoted_name(table) + " (" + names + ") FROM STDIN");
}

void PostgresConnection::begin() {
  static const std::string kBegin = "BEGIN; SELECT pg_advisory_xact_lock(20048, hashtext(current_schema()))";  // 20048 = "NP"
  if (begun_) throw DatabaseError("a transaction within a transaction", "this is a mistake in the program: please report it");
  revive();
  drop_forgotten_plans();
  PostgresResult result(PQexec(connection_, kBegin.c_str()));
  if (PQstatus(connection_) != CONNECTION_OK) {  // nothing has been done yet
    revive();
    result.reset(PQexec(connection_, kBegin.c_str()));
  }
  begun_ = true;
  try {
    check(result.get(), kBegin);
  } catch (...) {
    roll_back();
    throw;
  }
}

void PostgresConnection::commit() {
  const PostgresResult result(PQexec(connection_, "COMMIT"));
  begun_ = false;
  check(result.get(), "COMMIT");
  // A transaction in which a statement has failed ends in a rollback, however it is asked to end.
  if (std::string_view(PQcmdStatus(const_cast<PGresult*>(result.get()))) != "COMMIT")
    throw DatabaseError("COMMIT: the server rolled the transaction back", "this is a mistake in the program: please report it");
}

void PostgresConnection::roll_back() noexcept {
  begun_ = false;
  if (PQstatus(connection_) == CONNECTION_OK) PostgresResult(PQexec(connection_, "ROLLBACK"));
}

void PostgresConnection::use_time_zone(const std::string& zone) {
  const char* const value = zone.c_str();
  static const char* const kSql = "SELECT set_config('TimeZone', $1, true)";
  const PostgresResult result(PQexecParams(connection_, kSql, 1, nullptr, &value, nullptr, nullptr, 0));
  check(result.get(), kSql);
}

std::string PostgresConnection::schema_of(std::string sql) const {
  static const std::regex kNumbered("\\bINTEGER PRIMARY KEY\\b"), kBytes("\\bBLOB\\b"), kMoment("\\bTIMESTAMP\\b");
  sql = std::regex_replace(sql, kNumbered, "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY");
  sql = std::regex_replace(sql, kBytes, "BYTEA");
  return std::regex_replace(sql, kMoment, "TIMESTAMP WITH TIME ZONE");
}

}  // namespace nightporter::storage
