#pragma once

#include <string>
#include <string_view>

namespace nightporter::stages {

/// The text of a piece of a page as a browser shows it: runs of white space are one space, line breaks are '\n', no white space
/// (&nbsp; neither) stands at either end.
class CellText {
 public:
  void clear();
  void add(std::string_view piece);
  void line_break();
  /// The end or beginning of a block (<p>, <div>): a line break, unless nothing stands before it.
  void block();
  std::string_view text() const { return text_; }

 private:
  void put(char c);

  std::string text_;
  std::string waiting_;      // white space that counts only if something follows
  bool half_space_ = false;  // the first byte of a no-break space was seen
};

}  // namespace nightporter::stages
