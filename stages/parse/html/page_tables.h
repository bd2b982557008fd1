#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "stages/parse/html/table_grid.h"
#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Follows the elements of a page and turns its tables into rows.
class PageTables {
 public:
  PageTables(const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

  /// `attributes` are name, value, name, value, …, nullptr; or nullptr. Names are lower case.
  void start_element(std::string_view name, const unsigned char** attributes);
  void end_element(std::string_view name);
  void text(std::string_view piece);
  /// The content of <script> and <style>.
  void raw_text(std::string_view piece);
  void finish();

  RawSummary summary{.kind = ContentKind::kHtml};

 private:
  struct OpenTable {
    TableGrid grid;
    bool wanted;
  };

  void begin_table(const unsigned char** attributes);
  void end_table();
  void begin_cell(const unsigned char** attributes);
  void end_row();
  void void_element(std::string_view name, const unsigned char** attributes);
  bool is_text_class(std::string_view classes) const;

  const TableChoice& choice_;
  const ReadLimits& limits_;
  const RawRowSink& sink_;
  std::set<std::string> names_;  // of the tables, at fixed addresses
  std::vector<OpenTable> open_;
  CellText beginning_;
  CellText title_;
  std::string style_sheet_;
  std::set<std::string, std::less<>> text_classes_;  // whose style says mso-number-format:"\@"
  bool in_title_ = false;
  bool in_style_ = false;
  bool in_script_ = false;
};

}  // namespace nightporter::stages
