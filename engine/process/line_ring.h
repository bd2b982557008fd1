#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// The last lines of a text that arrives in pieces. Bounded in lines and in their length. Pure.
class LineRing {
 public:
  explicit LineRing(std::size_t max_lines = 40, std::size_t max_line_bytes = 2000)
      : max_lines_(max_lines), max_line_bytes_(max_line_bytes) {}

  void append(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') {
        if (!open_line_.empty()) {
          lines_.push_back(std::move(open_line_));
          if (lines_.size() > max_lines_) lines_.pop_front();
        }
        open_line_.clear();
      } else if (c != '\r' && open_line_.size() < max_line_bytes_) {
        open_line_ += c;
      }
    }
  }

  /// All of them, the unfinished one too, separated by newlines.
  std::string text() const {
    std::string all;
    for (const std::string& line : lines_) all += line + "\n";
    all += open_line_;
    if (!all.empty() && all.back() == '\n') all.pop_back();
    return all;
  }

 private:
  std::size_t max_lines_;
  std::size_t max_line_bytes_;
  std::deque<std::string> lines_;
  std::string open_line_;
};

}  // namespace nightporter::engine
