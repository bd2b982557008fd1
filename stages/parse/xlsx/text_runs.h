#pragma once

#include <string>
#include <string_view>

#include "stages/parse/xml/xml_parser.h"

namespace nightporter::stages {

/// Gathers the text of a string item (<si>, <is>): its <t> elements in all runs, without the phonetic hints (<rPh>), with Excel's
/// _xHHHH_ escapes decoded.
class TextRuns {
 public:
  explicit TextRuns(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  void begin();
  void start_element(std::string_view name);
  void end_element(std::string_view name);
  /// Throws ParseError{kTooLarge} past the limit.
  void text(std::string_view piece);
  /// The whole text, decoded; valid until begin().
  std::string_view finish();

 private:
  std::size_t limit_bytes_;
  std::string text_;
  int phonetic_ = 0;
  bool in_text_ = false;
};

/// "_x000D_" → carriage return, "_x005F_" → "_"; pairs of surrogates are joined. In place.
void decode_excel_escapes(std::string& text);

}  // namespace nightporter::stages
