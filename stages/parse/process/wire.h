#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "stages/parse/parse_error.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// What goes between this program and the one that reads a file for it, byte by byte: a frame is its kind (one byte), the length of its
/// content (four bytes, the lowest first), its content. Numbers are as long as they need to be, seven bits a byte.
enum class FrameKind : std::uint8_t { kRequest = 'Q', kRows = 'R', kSummary = 'S', kError = 'E' };

inline constexpr std::size_t kFrameHeader = 5;
inline constexpr std::size_t kLongestFrame = 64u << 20;

/// What is to be read.
struct ReadRequest {
  std::string file;
  TableChoice choice;
  ReadLimits limits;
};

/// The bytes were not written by this program.
class WireError : public Error {
 public:
  using Error::Error;
};

/// Content being written.
class WireWriter {
 public:
  void put(std::uint64_t number);
  void put(std::string_view text);
  void put_signed(std::int64_t number);
  void put(const RawRow& row);
  void put(const RawSummary& summary);
  void put(const ParseError& error);
  void put(const ReadRequest& request);

  std::size_t size() const { return bytes_.size() - kFrameHeader; }
  /// The whole frame; the writer is empty afterwards. Throws ParseError{kTooLarge} when it is longer than kLongestFrame.
  std::string frame(FrameKind kind);

 private:
  void put_value(const RawValue& value);
  void put_bits(std::uint64_t bits);

  std::string bytes_ = std::string(kFrameHeader, '\0');
};

/// Content being read: nothing in it is believed. Texts are views of it. Every function throws WireError.
class WireReader {
 public:
  explicit WireReader(std::string_view content) : rest_(content) {}

  bool at_end() const { return rest_.empty(); }
  std::uint64_t number();
  std::string_view text();
  std::int64_t signed_number();
  /// Into `row`, whose memory is used again.
  void row(RawRow& row);
  RawSummary summary();
  ParseError error();
  ReadRequest request();

 private:
  /// A number below `end`.
  std::uint64_t number_below(std::uint64_t end);
  std::chrono::milliseconds milliseconds_between(std::chrono::milliseconds first, std::chrono::milliseconds end);
  RawValue value(std::uint64_t kind);
  std::uint64_t bits();

  std::string_view rest_;
};

}  // namespace nightporter::stages
