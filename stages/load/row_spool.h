#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "model/cell.h"
#include "stages/parse/process/wire.h"

namespace nightporter::stages {

/// The rows of one file, typed, on their way into the transaction that loads them. The first megabytes stay in memory; beyond that all of
/// them go to a file that has no name, so that it is gone with this object and with the program, however that ends. Usable from one
/// thread at a time.
class RowSpool {
 public:
  static constexpr std::size_t kInMemoryBytes = 4u << 20;

  /// `folder`: whose disk takes what is too much for memory; business data, which only this user can read there.
  explicit RowSpool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  RowSpool(RowSpool&& other) noexcept;
  RowSpool& operator=(RowSpool&&) = delete;
  ~RowSpool();

  /// Throws Error when the disk is full or the folder cannot be written to.
  void put(const model::Row& row, std::string_view other_columns);

  using Sink = std::function<void(const model::Row& row, std::string_view other_columns)>;
  /// Hands out all rows in their order. What the sink throws passes through.
  void replay(const Sink& sink);

  bool is_in_memory() const { return file_ < 0; }

 private:
  void move_out();
  void write(std::string_view bytes);
  std::string read(std::uint64_t at, std::size_t size) const;

  std::filesystem::path folder_;
  WireWriter rows_;     // of the frame that is not full yet
  std::string frames_;  // full ones, as long as they are in memory
  int file_ = -1;       // then they are there
  std::uint64_t file_bytes_ = 0;
};

}  // namespace nightporter::stages
