#include "stages/parse/text/csv_reader.h"

#include <string>

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/text/delimiter.h"
#include "stages/parse/text/encoding.h"
#include "stages/parse/text/utf8_stream.h"
#include "stages/parse/text_arena.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kSample = 64u << 10;
constexpr std::size_t kShownBeginning = 200;

/// The state machine of RFC 4180, fed one character after the other.
class Records {
 public:
  Records(char delimiter, const ReadLimits& limits, const RawRowSink& sink) : delimiter_(delimiter), limits_(limits), sink_(sink) {}

  void feed(std::string_view piece) {
    for (const char c : piece) feed(c);
  }

  void finish() {
    if (state_ == State::kQuoted)
      throw ParseError(ParseErrorKind::kCorrupt, Place{.row = quote_row_, .column = quote_column_}, "a quote is opened and never closed",
                       "The file was cut off, or a value holds a lone quote; download it again.");
    if (state_ != State::kRecordStart) end_record();
  }

 private:
  enum class State { kRecordStart, kFieldStart, kPlain, kQuoted, kQuoteInQuoted, kAfterCarriageReturn };

  void feed(char c) {
    if (c == '\0') throw ParseError(ParseErrorKind::kCorrupt, Place{.row = row_.number, .column = column_}, "a zero byte in a text file");
    if (state_ == State::kQuoted) {
      if (c == '"')
        state_ = State::kQuoteInQuoted;
      else
        add(c);
      return;
    }
    if (state_ == State::kAfterCarriageReturn) {
      state_ = State::kRecordStart;
      if (c == '\n') return;
    }
    if (c == '\n' || c == '\r') {
      end_record();
      if (c == '\r') state_ = State::kAfterCarriageReturn;
    } else if (c == delimiter_) {
      end_field();
      state_ = State::kFieldStart;
    } else if (c == '"' && (state_ == State::kRecordStart || state_ == State::kFieldStart)) {
      begin_quoted();
    } else if (c == '"' && state_ == State::kQuoteInQuoted) {
      add('"');
      state_ = State::kQuoted;
    } else {
      add(c);
      state_ = State::kPlain;
    }
  }

  void begin_quoted() {
    state_ = State::kQuoted;
    quote_row_ = row_.number;
    quote_column_ = column_;
  }

  void add(char c) {
    if (field_.size() >= limits_.cell_bytes)
      throw ParseError(ParseErrorKind::kTooLarge, Place{.row = row_.number, .column = column_},
                       "a value longer than " + std::to_string(limits_.cell_bytes) + " bytes");
    field_.push_back(c);
  }

  void end_field() {
    if (column_ > limits_.columns)
      throw ParseError(ParseErrorKind::kTooLarge, Place{.row = row_.number}, "more than " + std::to_string(limits_.columns) + " fields");
    std::string_view text = field_;
    // ="00123" is how a program keeps Excel from dropping the zeros.
    const bool kept_as_text = text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"');
    if (kept_as_text) text = text.substr(2, text.size() - 3);
    if (!text.empty()) row_.cells.push_back({.column = column_, .value = texts_.keep(text), .shown_as_text = kept_as_text});
    field_.clear();
    ++column_;
  }

  void end_record() {
    end_field();
    if (row_.number > limits_.rows) throw ParseError(ParseErrorKind::kTooLarge, "more than " + std::to_string(limits_.rows) + " rows");
    if (!row_.cells.empty()) sink_(row_);
    row_.cells.clear();
    texts_.clear();
    ++row_.number;
    column_ = 1;
    state_ = State::kRecordStart;
  }

  const char delimiter_;
  const ReadLimits& limits_;
  const RawRowSink& sink_;
  State state_ = State::kRecordStart;
  RawRow row_;
  TextArena texts_;
  std::string field_;
  std::uint32_t column_ = 1;
  std::uint64_t quote_row_ = 0;
  std::uint32_t quote_column_ = 0;
};

/// Excel's own hint in the first line: "sep=;". Returns its length with the line end, 0 when there is none.
std::size_t separator_line(std::string_view text, char& delimiter) {
  if (text.size() < 5 || (!text.starts_with("sep=") && !text.starts_with("\"sep="))) return 0;
  const bool quoted = text.front() == '"';
  std::size_t at = quoted ? 5 : 4;
  if (at == text.size() || text[at] == '\0') return 0;
  delimiter = text[at++];
  if (quoted && at < text.size() && text[at] == '"') ++at;
  if (at < text.size() && text[at] == '\r') ++at;
  if (at < text.size() && text[at] == '\n')
    ++at;
  else if (at < text.size() && text[at - 1] != '\r')
    return 0;
  return at;
}

}  // namespace

RawSummary read_csv(const std::filesystem::path& path, const ReadLimits& limits, const RawRowSink& sink) {
  InputFile file(path);
  if (file.size() > limits.file_bytes) throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a file");
  Utf8Stream stream(file, detect_encoding(file));
  std::string sample(stream.next());
  while (sample.size() < kSample) {
    const std::string_view piece = stream.next();
    if (piece.empty()) break;
    sample += piece;
  }
  RawSummary summary{.kind = ContentKind::kText, .tables = {{}}};
  summary.beginning = first_characters(sample, kShownBeginning);
  char delimiter = ',';
  std::string_view rest = sample;
  if (const std::size_t hint = separator_line(sample, delimiter); hint > 0)
    rest.remove_prefix(hint);
  else
    delimiter = guess_delimiter(sample);
  Records records(delimiter, limits, sink);
  records.feed(rest);
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) records.feed(piece);
  records.finish();
  return summary;
}

}  // namespace nightporter::stages
