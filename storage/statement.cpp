#include <charconv>
#include <stdexcept>

#include "storage/native.h"

namespace nightporter::storage {

namespace {

std::string plain_number(double number) {
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
  return std::string(text, end.ptr);
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
    const std::string text = number.to_string();
    double nearest = 0;
    std::from_chars(text.data(), text.data() + text.size(), nearest);
    if (plain_number(nearest) != text) throw std::out_of_range(text + " has more digits than the database keeps exactly");
    statement.bind(parameter, nearest);
  }
};

}  // namespace

Statement::Statement(std::unique_ptr<Native> native) : native_(std::move(native)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int parameter, std::nullptr_t) {
  native_->statement.bind(parameter);
  return *this;
}

Statement& Statement::bind(int parameter, std::int64_t number) {
  native_->statement.bind(parameter, number);
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
  native_->statement.bind(parameter, std::string(text));
  return *this;
}

Statement& Statement::bind(int parameter, const Blob& bytes) {
  // An empty vector's data() may be null, which SQLite would take for NULL.
  native_->statement.bind(parameter, bytes.empty() ? static_cast<const void*>("") : bytes.data(), static_cast<int>(bytes.size()));
  return *this;
}

Statement& Statement::bind(int parameter, TimePoint moment) {
  return bind(parameter, to_iso(moment));
}

Statement& Statement::bind(int parameter, model::CalendarDate date) {
  return bind(parameter, date.to_iso());
}

Statement& Statement::bind(int parameter, const model::Cell& cell) {
  std::visit(BindCell{native_->statement, parameter}, cell);
  return *this;
}

std::int64_t Statement::execute() {
  SQLite::Statement& statement = native_->statement;
  try {
    const std::int64_t changed = statement.exec();
    statement.reset();
    return changed;
  } catch (const SQLite::Exception& error) {
    statement.tryReset();
    throw_translated(error, statement.getQuery());
  }
}

bool Statement::next() {
  SQLite::Statement& statement = native_->statement;
  try {
    if (statement.executeStep()) return true;
    statement.reset();
    return false;
  } catch (const SQLite::Exception& error) {
    statement.tryReset();
    throw_translated(error, statement.getQuery());
  }
}

bool Statement::is_null(int column) const {
  return native_->statement.isColumnNull(column);
}

std::int64_t Statement::integer(int column) const {
  return native_->statement.getColumn(column).getInt64();
}

std::string Statement::text(int column) const {
  return native_->statement.getColumn(column).getString();
}

Blob Statement::blob(int column) const {
  const SQLite::Column value = native_->statement.getColumn(column);
  const auto* bytes = static_cast<const std::uint8_t*>(value.getBlob());
  return bytes == nullptr ? Blob() : Blob(bytes, bytes + value.getBytes());
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
  const SQLite::Column value = native_->statement.getColumn(column);
  if (value.isNull()) return std::nullopt;
  if (type == model::ColumnType::kBoolean) return value.getInt64() != 0 ? "true" : "false";
  if (value.isFloat()) return plain_number(value.getDouble());
  return value.getString();
}

}  // namespace nightporter::storage
