#include "cdp/transport/nul_splitter.h"

#include <utility>

namespace nightporter::cdp {

bool NulSplitter::feed(std::string_view& bytes) {
  const std::size_t end = bytes.find('\0');
  message_.append(bytes.substr(0, end));
  if (end == std::string_view::npos) {
    bytes = {};
    return false;
  }
  bytes.remove_prefix(end + 1);
  return true;
}

std::string NulSplitter::take() {
  return std::exchange(message_, {});
}

}  // namespace nightporter::cdp
