#pragma once

#include <string>
#include <utility>

namespace nightporter::model {

/// A password, a token, a key: not printable, not comparable, overwritten with zeros when it goes. Whoever needs the text says so
/// by calling reveal(), and hands the result on without keeping it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { erase(); }

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  void erase() noexcept;
  std::string text_;
};

}  // namespace nightporter::model
