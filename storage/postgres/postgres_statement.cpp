#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "storage/postgres/copy_text.h"
#include "storage/postgres/placeholders.h"
#include "storage/postgres/postgres_native.h"

namespace nightporter::storage {

namespace {

/// "2025-11-12 14:03:00.12+05:30", as the session's time zone shows it, becomes "2025-11-12 14:03:00.120".
std::string local_moment(std::string moment) {
  const std::size_t zone = moment.find_first_of("+-", std::string("2025-11-12").size());
  if (zone != std::string::npos) moment.resize(zone);
  if (const std::size_t fraction = moment.find('.'); fraction != std::string::npos) moment.resize(fraction + 4, '0');
  return moment;
}

/// "1200.50" and "1200.5" are one number.
std::string without_trailing_zeros(std::string number) {
  if (number.find('.') == std::string::npos) return number;
  number.resize(number.find_last_not_of('0') + 1);
  if (number.ends_with('.')) number.pop_back();
  return number;
}

}  // namespace

PostgresStatement::PostgresStatement(PostgresConnection& connection, std::string sql)
    : connection_(connection), sql_(numbered_placeholders(sql)) {}

PostgresStatement::~PostgresStatement() {
  connection_.forget(plan_);
}

PostgresStatement::Value& PostgresStatement::at(int parameter) {
  if (values_.size() < static_cast<std::size_t>(parameter)) values_.resize(static_cast<std::size_t>(parameter));
  return values_[static_cast<std::size_t>(parameter - 1)];
}

void PostgresStatement::bind(int parameter, std::nullptr_t) {
  at(parameter) = {};
}

void PostgresStatement::bind(int parameter, std::int64_t number) {
  at(parameter) = {std::to_string(number)};
}

void PostgresStatement::bind(int parameter, std::string_view text) {
  bind(parameter, model::Cell(std::string(text)));
}

void PostgresStatement::bind(int parameter, const Blob& bytes) {
  at(parameter) = {std::string(bytes.begin(), bytes.end()), true};
}

void PostgresStatement::bind(int parameter, const model::Cell& cell) {
  if (std::holds_alternative<model::Empty>(cell)) return bind(parameter, nullptr);
  at(parameter) = {postgres_text(cell)};
}

PostgresResult PostgresStatement::run() {
  PostgresParameters parameters;
  for (const Value& value : values_) {
    parameters.values.push_back(value.bytes ? value.bytes->c_str() : nullptr);
    parameters.lengths.push_back(value.bytes ? static_cast<int>(value.bytes->size()) : 0);
    parameters.formats.push_back(value.binary ? 1 : 0);
  }
  // A plan pays from the second run on; most statements run once.
  return connection_.run(sql_, parameters, ++runs_ > 1 ? &plan_ : nullptr);
}

std::int64_t PostgresStatement::execute() {
  const PostgresResult result = run();
  result_.reset();
  row_ = -1;
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

bool PostgresStatement::next() {
  if (!result_) {
    result_ = run();
    row_ = -1;
  }
  if (++row_ < PQntuples(result_.get())) return true;
  result_.reset();
  row_ = -1;
  return false;
}

bool PostgresStatement::is_null(int column) const {
  return PQgetisnull(result_.get(), row_, column) != 0;
}

std::int64_t PostgresStatement::integer(int column) const {
  const char* text = PQgetvalue(result_.get(), row_, column);
  if (*text == 't') return 1;  // what a condition yields
  return std::strtoll(text, nullptr, 10);
}

std::string PostgresStatement::text(int column) const {
  return {PQgetvalue(result_.get(), row_, column), static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

Blob PostgresStatement::blob(int column) const {
  if (is_null(column)) return {};
  std::size_t size = 0;
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> bytes(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row_, column)), &size), &PQfreemem);
  if (!bytes) throw std::bad_alloc();
  return Blob(bytes.get(), bytes.get() + size);
}

std::optional<std::string> PostgresStatement::cell_text(int column, model::ColumnType type) const {
  if (is_null(column)) return std::nullopt;
  switch (type) {
    case model::ColumnType::kBoolean:
      return integer(column) != 0 ? "true" : "false";
    case model::ColumnType::kDateTime:
      return local_moment(text(column));
    case model::ColumnType::kDecimal:
      return without_trailing_zeros(text(column));
    default:
      return text(column);
  }
}

}  // namespace nightporter::storage
