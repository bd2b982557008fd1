#pragma once

#include <string>
#include <string_view>

namespace nightporter::cdp {

/// Cuts a stream of bytes into messages, each of which ends with a NUL. Every byte is looked at and copied once, whatever the pieces in
/// which it comes.
class NulSplitter {
 public:
  /// Takes the next bytes from the front of `bytes`; true when they complete a message, which is then in take().
  /// What is left in `bytes` belongs to the messages after it.
  bool feed(std::string_view& bytes);

  std::string take();

 private:
  std::string message_;
};

}  // namespace nightporter::cdp
