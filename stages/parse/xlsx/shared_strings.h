#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "stages/parse/text_arena.h"
#include "stages/parse/xlsx/zip_archive.h"

namespace nightporter::stages {

/// The texts that the cells of a workbook share. The views live as long as the table.
class SharedStrings {
 public:
  SharedStrings() = default;
  SharedStrings(ZipArchive& archive, std::string_view part, const ReadLimits& limits);

  std::size_t size() const { return texts_.size(); }
  std::string_view operator[](std::size_t index) const { return texts_[index]; }

 private:
  class StringItems;
  TextArena arena_;
  std::vector<std::string_view> texts_;
};

}  // namespace nightporter::stages
