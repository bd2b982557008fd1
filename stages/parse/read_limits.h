#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace nightporter::stages {

/// How much of a file is believed before it is refused as too large. The defaults leave room for a full sheet of
/// 1,048,576 rows × 30 columns.
struct ReadLimits {
  std::uint64_t file_bytes = 2ull << 30;
  std::uint64_t inflated_bytes = 3ull << 30;  // of all parts of a workbook together, counted as they come
  std::uint64_t inflation_ratio = 250;        // inflated : packed, from inflation_ratio_from_bytes on
  std::uint64_t inflation_ratio_from_bytes = 16u << 20;
  std::size_t zip_entries = 10'000;
  std::size_t shared_string_bytes = 512u << 20;
  std::size_t cell_bytes = 256u << 10;  // Excel allows 32,767 characters
  std::uint32_t columns = 16'384;
  std::uint64_t rows = 5'000'000;  // of one table; a workbook's sheet ends at 1,048,576 anyway

  // Of the process that reads, when there is one: see read_apart.
  std::uint64_t memory_bytes = 1u << 30;
  std::chrono::seconds processor_time{300};
  std::chrono::seconds time{900};  // while it is waited for
};

}  // namespace nightporter::stages
