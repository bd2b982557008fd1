#pragma once

#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace nightporter::stages {

/// Holds texts at fixed addresses in a few large blocks. The views that keep() returns live until clear().
class TextArena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > room_) grow(text.size());
    std::memcpy(next_, text.data(), text.size());
    const std::string_view kept(next_, text.size());
    next_ += text.size();
    room_ -= text.size();
    return kept;
  }

  /// Forgets all texts; one block stays for the next ones.
  void clear() {
    if (blocks_.size() > 1) {
      blocks_.clear();
      room_ = 0;
    } else if (!blocks_.empty()) {
      next_ = blocks_.front().get();
      room_ = first_size_;
    }
  }

 private:
  static constexpr std::size_t kBlock = 64u << 10;

  void grow(std::size_t needed) {
    const std::size_t size = needed > kBlock ? needed : kBlock;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(size));
    if (blocks_.size() == 1) first_size_ = size;
    next_ = blocks_.back().get();
    room_ = size;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t first_size_ = 0;
  char* next_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace nightporter::stages
