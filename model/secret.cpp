#include "model/secret.h"

namespace nightporter::model {

Secret& Secret::operator=(const Secret& other) {
  if (this != &other) {
    erase();
    text_ = other.text_;
  }
  return *this;
}

// A short string lives inside its object, so moving it leaves a copy behind.
Secret::Secret(Secret&& other) noexcept : text_(other.text_) {
  other.erase();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    erase();
    text_ = other.text_;
    other.erase();
  }
  return *this;
}

void Secret::erase() noexcept {
  volatile char* byte = text_.data();
  for (std::size_t i = 0; i < text_.size(); ++i) byte[i] = 0;
  text_.clear();
}

}  // namespace nightporter::model
