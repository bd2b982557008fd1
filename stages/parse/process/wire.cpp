#include "stages/parse/process/wire.h"

#include <bit>
#include <chrono>

namespace nightporter::stages {

namespace {

constexpr std::uint64_t kValueKinds = std::variant_size_v<RawValue>;
constexpr unsigned kTextBit = 3;
constexpr unsigned kFormulaBit = 4;
constexpr std::uint64_t kMostCells = 1u << 20;
constexpr std::chrono::milliseconds kFirstMoment = std::chrono::days(-719'162);         // 0001-01-01
constexpr std::chrono::milliseconds kPastTheLastMoment = std::chrono::days(2'932'897);  // 10000-01-01
constexpr std::uint64_t kMostTables = 1u << 20;                                         // whoever reads the rows keeps something for each

/// Signed numbers near zero become small unsigned ones.
std::uint64_t folded(std::int64_t number) {
  return (static_cast<std::uint64_t>(number) << 1) ^ static_cast<std::uint64_t>(number >> 63);
}

std::int64_t unfolded(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

}  // namespace

void WireWriter::put(std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes_ += static_cast<char>(number | 0x80);
  bytes_ += static_cast<char>(number);
}

void WireWriter::put(std::string_view text) {
  put(std::uint64_t{text.size()});
  bytes_ += text;
}

void WireWriter::put_signed(std::int64_t number) {
  put(folded(number));
}

void WireWriter::put_bits(std::uint64_t bits) {
  for (int i = 0; i < 8; ++i, bits >>= 8) bytes_ += static_cast<char>(bits & 0xFF);
}

void WireWriter::put_value(const RawValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return put(*text);
  if (const auto* number = std::get_if<RawNumber>(&value)) {
    put_bits(std::bit_cast<std::uint64_t>(number->value));
    bytes_ += static_cast<char>(number->least_digits);
  } else if (const auto* moment = std::get_if<model::DateTime>(&value)) {
    put(folded(moment->time_since_epoch().count()));
  } else if (const auto* time = std::get_if<TimeOfDay>(&value)) {
    put(folded(time->since_midnight.count()));
  } else if (const auto* flag = std::get_if<bool>(&value)) {
    put(std::uint64_t{*flag});
  } else if (const auto* error = std::get_if<FormulaError>(&value)) {
    put(error->code);
  }
}

void WireWriter::put(const RawRow& row) {
  put(row.table_name);
  put(std::uint64_t{row.table});
  put(row.number);
  put(std::uint64_t{row.cells.size()});
  std::uint32_t before = 0;
  for (const RawCell& cell : row.cells) {
    put(std::uint64_t{cell.column - before});
    before = cell.column;
    put(std::uint64_t{cell.value.index()} | std::uint64_t{cell.shown_as_text} << kTextBit | std::uint64_t{cell.formula} << kFormulaBit);
    put_value(cell.value);
  }
}

void WireWriter::put(const RawSummary& summary) {
  put(static_cast<std::uint64_t>(summary.kind));
  put(std::uint64_t{summary.tables.size()});
  for (const RawTable& table : summary.tables) {
    put(table.name);
    put(static_cast<std::uint64_t>(table.state));
  }
  put(summary.page_title);
  put(std::uint64_t{summary.asks_for_password});
  put(summary.beginning);
}

void WireWriter::put(const ParseError& error) {
  put(static_cast<std::uint64_t>(error.kind()));
  put(std::string_view(error.what()));
  put(error.hint());
  const Place& place = error.place();
  put(place.sheet);
  put(place.row);
  put(std::uint64_t{place.column});
  put(place.header);
  put(place.value);
}

void WireWriter::put(const ReadRequest& request) {
  put(request.file);
  put(static_cast<std::uint64_t>(request.choice.kind));
  put(request.choice.name);
  put(request.choice.known.totals_text);
  put(std::uint64_t{request.choice.known.columns.size()});
  for (const KnownColumn& column : request.choice.known.columns) {
    put(column.header);
    put(std::uint64_t{column.key} | std::uint64_t{column.optional} << 1 | std::uint64_t{column.one_word} << 2);
  }
  const ReadLimits& limits = request.limits;
  for (const std::uint64_t number :
       {limits.file_bytes, limits.inflated_bytes, limits.inflation_ratio, limits.inflation_ratio_from_bytes,
        std::uint64_t{limits.zip_entries}, std::uint64_t{limits.shared_string_bytes}, std::uint64_t{limits.cell_bytes},
        std::uint64_t{limits.columns}, limits.rows, limits.memory_bytes, static_cast<std::uint64_t>(limits.processor_time.count())})
    put(number);
}

std::string WireWriter::frame(FrameKind kind) {
  if (size() > kLongestFrame) throw ParseError(ParseErrorKind::kTooLarge, "a row of more than " + std::to_string(kLongestFrame) + " bytes");
  std::string frame = std::exchange(bytes_, std::string(kFrameHeader, '\0'));
  frame[0] = static_cast<char>(kind);
  const auto length = static_cast<std::uint32_t>(frame.size() - kFrameHeader);
  for (unsigned i = 0; i < 4; ++i) frame[1 + i] = static_cast<char>(length >> (8 * i) & 0xFF);
  return frame;
}

std::uint64_t WireReader::number() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) throw WireError("a number is cut off");
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return number;
  }
  throw WireError("a number is too long");
}

std::uint64_t WireReader::number_below(std::uint64_t end) {
  const std::uint64_t value = number();
  if (value >= end) throw WireError("a number is out of range");
  return value;
}

std::string_view WireReader::text() {
  const std::uint64_t length = number();
  if (length > rest_.size()) throw WireError("a text is cut off");
  const std::string_view text = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return text;
}

std::int64_t WireReader::signed_number() {
  return unfolded(number());
}

std::uint64_t WireReader::bits() {
  if (rest_.size() < 8) throw WireError("a value is cut off");
  std::uint64_t bits = 0;
  for (unsigned i = 0; i < 8; ++i) bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
  rest_.remove_prefix(8);
  return bits;
}

std::chrono::milliseconds WireReader::milliseconds_between(std::chrono::milliseconds first, std::chrono::milliseconds end) {
  const std::chrono::milliseconds value(unfolded(number()));
  if (value < first || value >= end) throw WireError("a time is out of range");
  return value;
}

RawValue WireReader::value(std::uint64_t kind) {
  using std::chrono::milliseconds;
  switch (kind) {
    case 0:
      return text();
    case 1: {
      const double number = std::bit_cast<double>(bits());
      if (rest_.empty()) throw WireError("a value is cut off");
      const auto digits = static_cast<std::uint8_t>(rest_.front());
      rest_.remove_prefix(1);
      return RawNumber{number, digits};
    }
    case 2:
      return model::DateTime(milliseconds_between(kFirstMoment, kPastTheLastMoment));
    case 3:
      return TimeOfDay{milliseconds_between(milliseconds(0), std::chrono::days(1))};
    case 4:
      return number_below(2) == 1;
    case 5:
      return FormulaError{text()};
    default:
      return FormulaWithoutValue{};
  }
}

void WireReader::row(RawRow& row) {
  row.table_name = text();
  row.table = number_below(kMostTables);
  row.number = number();
  const std::uint64_t count = number_below(kMostCells);
  row.cells.clear();
  std::uint64_t column = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    column += number_below(kMostCells);
    if (column == 0 || column >= kMostCells) throw WireError("a column is out of range");
    const std::uint64_t flags = number_below(1u << (kFormulaBit + 1));
    const std::uint64_t kind = flags & ((1u << kTextBit) - 1);
    if (kind >= kValueKinds) throw WireError("a value is of no known kind");
    row.cells.push_back({.column = static_cast<std::uint32_t>(column),
                         .value = value(kind),
                         .shown_as_text = (flags >> kTextBit & 1) != 0,
                         .formula = (flags >> kFormulaBit & 1) != 0});
  }
}

RawSummary WireReader::summary() {
  RawSummary summary;
  summary.kind = static_cast<ContentKind>(number_below(static_cast<std::uint64_t>(ContentKind::kBinary) + 1));
  for (std::uint64_t count = number_below(kMostTables + 1); count > 0; --count) {
    RawTable table{.name = std::string(text())};
    table.state = static_cast<SheetState>(number_below(static_cast<std::uint64_t>(SheetState::kVeryHidden) + 1));
    summary.tables.push_back(std::move(table));
  }
  summary.page_title = text();
  summary.asks_for_password = number_below(2) == 1;
  summary.beginning = text();
  return summary;
}

ParseError WireReader::error() {
  const auto kind = static_cast<ParseErrorKind>(number_below(static_cast<std::uint64_t>(ParseErrorKind::kBadMapping) + 1));
  const std::string message(text());
  const std::string hint(text());
  Place place{.sheet = std::string(text())};
  place.row = number();
  place.column = static_cast<std::uint32_t>(number_below(UINT32_MAX));
  place.header = text();
  place.value = text();
  return ParseError::as_told(kind, std::move(place), message, hint);
}

ReadRequest WireReader::request() {
  ReadRequest request{.file = std::string(text())};
  request.choice.kind = static_cast<TableChoice::Kind>(number_below(static_cast<std::uint64_t>(TableChoice::Kind::kNamed) + 1));
  request.choice.name = text();
  request.choice.known.totals_text = text();
  for (std::uint64_t count = number(); count > 0; --count) {
    KnownColumn column{.header = std::string(text())};
    const std::uint64_t flags = number_below(8);
    column.key = (flags & 1) != 0;
    column.optional = (flags & 2) != 0;
    column.one_word = (flags & 4) != 0;
    request.choice.known.columns.push_back(std::move(column));
  }
  ReadLimits& limits = request.limits;
  limits.file_bytes = number();
  limits.inflated_bytes = number();
  limits.inflation_ratio = number();
  limits.inflation_ratio_from_bytes = number();
  limits.zip_entries = number();
  limits.shared_string_bytes = number();
  limits.cell_bytes = number();
  limits.columns = static_cast<std::uint32_t>(number_below(UINT32_MAX));
  limits.rows = number();
  limits.memory_bytes = number();
  limits.processor_time = std::chrono::seconds(number_below(UINT32_MAX));
  return request;
}

}  // namespace nightporter::stages
