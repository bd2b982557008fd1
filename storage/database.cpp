#include "storage/database.h"

#include <stdexcept>

#include "storage/folder_lock.h"
#include "storage/migrations.h"
#include "storage/native.h"
#include "storage/postgres/postgres_native.h"
#include "storage/sqlite/sqlite_native.h"

namespace nightporter::storage {

Statement::Statement(std::unique_ptr<NativeStatement> native) : native_(std::move(native)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int parameter, std::nullptr_t) {
  native_->bind(parameter, nullptr);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  native_->bind(parameter, number);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  native_->bind(parameter, text);
  return *this;
}

Statement& Statement::bind(int parameter, const Blob& bytes) {
  native_->bind(parameter, bytes);
  return *this;
}

Statement& Statement::bind(int parameter, TimePoint moment) {
  return bind(parameter, to_iso(moment));
}

Statement& Statement::bind(int parameter, model::CalendarDate date) {
  return bind(parameter, date.to_iso());
}

Statement& Statement::bind(int parameter, const model::Cell& cell) {
  native_->bind(parameter, cell);
  return *this;
}

std::int64_t Statement::execute() {
  return native_->execute();
}

bool Statement::next() {
  return native_->next();
}

bool Statement::is_null(int column) const {
  return native_->is_null(column);
}

std::int64_t Statement::integer(int column) const {
  return native_->integer(column);
}

std::string Statement::text(int column) const {
  return native_->text(column);
}

Blob Statement::blob(int column) const {
  return native_->blob(column);
}

TimePoint Statement::time(int column) const {
  return time_from_iso(text(column));
}

model::CalendarDate Statement::date(int column) const {
  const std::string iso = text(column);
  const auto date = model::CalendarDate::parse_iso(iso);
  if (!date) throw std::invalid_argument("not a date like 2025-11-12: " + iso);
  return *date;
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

std::optional<TimePoint> Statement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

std::optional<std::string> Statement::cell_text(int column, model::ColumnType type) const {
  return native_->cell_text(column, type);
}

Insertion::Insertion(std::unique_ptr<NativeInsertion> native) : native_(std::move(native)) {}
Insertion::Insertion(Insertion&&) noexcept = default;
Insertion& Insertion::operator=(Insertion&&) noexcept = default;
Insertion::~Insertion() = default;

Insertion& Insertion::add(const model::Cell& cell) {
  native_->add(cell);
  return *this;
}

void Insertion::end_row() {
  native_->end_row();
}

void Insertion::finish() {
  native_->finish();
}

std::unique_ptr<Database> Database::open(const std::filesystem::path& file, OpenOptions options) {
  make_private_file(file);
  const FolderLock lock(file.string() + ".lock", options.wait_for_others);
  std::unique_ptr<Database> database(new Database(file.string(), std::make_unique<SqliteConnection>(file, options)));
  migrate(*database);
  return database;
}

std::unique_ptr<Database> Database::connect(const model::Secret& address, OpenOptions options) {
  auto connection = std::make_unique<PostgresConnection>(address, options.wait_for_others);
  std::string name = connection->name();
  // As the lock file does for SQLite: programs that start together migrate one after the other. Ends with the connection at the latest.
  connection->execute("SELECT pg_advisory_lock(20049, hashtext(current_schema()))");
  std::unique_ptr<Database> database(new Database(std::move(name), std::move(connection)));
  migrate(*database);
  database->execute("SELECT pg_advisory_unlock(20049, hashtext(current_schema()))");
  return database;
}

Database::Database(std::string name, std::unique_ptr<NativeConnection> connection)
    : name_(std::move(name)), connection_(std::move(connection)) {}

Database::~Database() = default;

Statement Database::prepare(std::string_view sql) {
  return Statement(connection_->prepare(std::string(sql)));
}

void Database::execute(std::string_view sql) {
  connection_->execute(std::string(sql));
}

void Database::execute_schema(std::string_view sql) {
  connection_->execute(connection_->schema_of(std::string(sql)));
}

Insertion Database::insert_into(const std::string& table, const std::vector<std::string>& columns) {
  return Insertion(connection_->insert_into(table, columns));
}

void Database::use_time_zone(const std::string& zone) {
  connection_->use_time_zone(zone);
}

int Database::schema_version() {
  Statement version = prepare("SELECT MAX(version) FROM schema_version");
  return version.next() ? static_cast<int>(version.integer(0)) : 0;
}

bool Database::in_transaction() const {
  return connection_->in_transaction();
}

Transaction::Transaction(Database& database) : database_(database) {
  database.connection_->begin();
}

Transaction::~Transaction() {
  if (open_ && database_.in_transaction()) database_.connection_->roll_back();
}

void Transaction::commit() {
  database_.connection_->commit();
  open_ = false;
}

}  // namespace nightporter::storage
