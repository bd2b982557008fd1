#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::app {

/// Columns of a UTF-8 text on a terminal: continuation bytes and combining marks take none, East Asian wide characters two.
std::size_t display_width(std::string_view utf8);

/// Rows of text in columns as wide as their widest cell. Columns that hold only numbers are set to the right.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> headings) : headings_(std::move(headings)) {}

  /// `cells` has as many entries as there are headings.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  void print(std::ostream& out) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace nightporter::app
