#include <charconv>
#include <cstdlib>
#include <stdexcept>

#include "storage/sqlite/sqlite_native.h"

namespace nightporter::storage {

namespace {

std::string plain_number(double number) {
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  return std::string(text, end.ptr);
}

/// Below it every decimal comes back from the double that is nearest to it: DBL_DIG is 15.
constexpr std::int64_t kExactAsDouble = 1'000'000'000'000'000;

/// Of a decimal below kExactAsDouble: both sides of the division are exact (10^18 is 5^18 < 2^53 times a power of two), so the result is
/// rounded once.
double nearest_double(model::Decimal number) {
  double divisor = 1;
  for (int digit = 0; digit < number.scale(); ++digit) divisor *= 10;
  return static_cast<double>(number.coefficient()) / divisor;
}

struct BindCell {
  SQLite::Statement& statement;
  int parameter;

  void operator()(model::Empty) const { statement.bind(parameter); }
  void operator()(const std::string& text) const { statement.bind(parameter, text); }
  void operator()(std::int64_t number) const { statement.bind(parameter, number); }
  void operator()(bool flag) const { statement.bind(parameter, static_cast<std::int64_t>(flag)); }
  void operator()(model::CalendarDate date) const { statement.bind(parameter, date.to_iso()); }
  void operator()(model::DateTime moment) const { statement.bind(parameter, model::to_text(moment)); }
  void operator()(model::Decimal number) const {
    if (number.scale() == 0) return statement.bind(parameter, number.coefficient());
    if (std::abs(number.coefficient()) < kExactAsDouble) return statement.bind(parameter, nearest_double(number));
    const std::string text = number.to_string();
    double nearest = 0;
    std::from_chars(text.data(), text.data() + text.size(), nearest);
    if (plain_number(nearest) != text) throw std::out_of_range(text + " has more digits than the database keeps exactly");
    statement.bind(parameter, nearest);
  }
};

}  // namespace

SqliteStatement::SqliteStatement(SQLite::Database& connection, const std::string& sql) : statement_(connection, sql) {}

void SqliteStatement::bind(int parameter, std::nullptr_t) {
  statement_.bind(parameter);
}

void SqliteStatement::bind(int parameter, std::int64_t number) {
  statement_.bind(parameter, number);
}

void SqliteStatement::bind(int parameter, std::string_view text) {
  statement_.bind(parameter, std::string(text));
}

void SqliteStatement::bind(int parameter, const Blob& bytes) {
  // An empty vector's data() may be null, which SQLite would take for NULL.
  statement_.bind(parameter, bytes.empty() ? static_cast<const void*>("") : bytes.data(), static_cast<int>(bytes.size()));
}

void SqliteStatement::bind(int parameter, const model::Cell& cell) {
  std::visit(BindCell{statement_, parameter}, cell);
}

std::int64_t SqliteStatement::execute() {
  try {
    const std::int64_t changed = statement_.exec();
    statement_.reset();
    return changed;
  } catch (const SQLite::Exception& error) {
    statement_.tryReset();
    throw_translated(error, statement_.getQuery());
  }
}

bool SqliteStatement::next() {
  try {
    if (statement_.executeStep()) return true;
    statement_.reset();
    return false;
  } catch (const SQLite::Exception& error) {
    statement_.tryReset();
    throw_translated(error, statement_.getQuery());
  }
}

bool SqliteStatement::is_null(int column) const {
  return statement_.isColumnNull(column);
}

std::int64_t SqliteStatement::integer(int column) const {
  return statement_.getColumn(column).getInt64();
}

std::string SqliteStatement::text(int column) const {
  return statement_.getColumn(column).getString();
}

Blob SqliteStatement::blob(int column) const {
  const SQLite::Column value = statement_.getColumn(column);
  const auto* bytes = static_cast<const std::uint8_t*>(value.getBlob());
  return bytes == nullptr ? Blob() : Blob(bytes, bytes + value.getBytes());
}

std::optional<std::string> SqliteStatement::cell_text(int column, model::ColumnType type) const {
  const SQLite::Column value = statement_.getColumn(column);
  if (value.isNull()) return std::nullopt;
  if (type == model::ColumnType::kBoolean) return value.getInt64() != 0 ? "true" : "false";
  if (value.isFloat()) return plain_number(value.getDouble());
  return value.getString();
}

}  // namespace nightporter::storage
