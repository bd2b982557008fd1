#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "stages/parse/input_file.h"
#include "stages/parse/text/encoding.h"

namespace nightporter::stages {

/// A text file as UTF-8, in pieces, whatever its encoding is. Bytes that are nothing in that encoding become U+FFFD.
/// The file must outlive the stream.
class Utf8Stream {
 public:
  /// `charset` names the encoding when it is kNamed ("windows-1251"). Throws ParseError{kUnsupported} when nobody knows it.
  Utf8Stream(InputFile& file, Encoded encoded, const std::string& charset = {});
  ~Utf8Stream();

  /// The next piece, valid until the next call; empty at the end.
  std::string_view next();

 private:
  class Converter;
  std::string_view convert();

  InputFile& file_;
  std::unique_ptr<Converter> converter_;  // none for UTF-8
  std::string input_;
  std::string output_;
  bool at_end_ = false;
};

}  // namespace nightporter::stages
