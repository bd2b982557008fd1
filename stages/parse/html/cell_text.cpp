#include "stages/parse/html/cell_text.h"

namespace nightporter::stages {

namespace {

constexpr char kNoBreakSpaceFirst = '\xC2';
constexpr char kNoBreakSpaceSecond = '\xA0';

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

}  // namespace

void CellText::clear() {
  text_.clear();
  waiting_.clear();
  half_space_ = false;
}

void CellText::add(std::string_view piece) {
  for (const char c : piece) {
    if (half_space_) {
      half_space_ = false;
      if (c == kNoBreakSpaceSecond) {
        waiting_ += {kNoBreakSpaceFirst, kNoBreakSpaceSecond};
        continue;
      }
      put(kNoBreakSpaceFirst);
    }
    if (c == kNoBreakSpaceFirst) {
      half_space_ = true;
    } else if (!is_space(c)) {
      put(c);
    } else if (waiting_.empty() || waiting_.back() == kNoBreakSpaceSecond) {
      waiting_.push_back(' ');
    }
  }
}

void CellText::line_break() {
  while (!waiting_.empty() && waiting_.back() != '\n') waiting_.pop_back();
  waiting_.push_back('\n');
}

void CellText::block() {
  if (waiting_.find('\n') == waiting_.npos) waiting_ = "\n";
}

void CellText::put(char c) {
  if (!text_.empty()) text_ += waiting_;
  waiting_.clear();
  text_.push_back(c);
}

}  // namespace nightporter::stages
