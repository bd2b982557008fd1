#include "tests/fuzz/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace nightporter::fuzz {

MemoryFile::MemoryFile(std::string_view content) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
  while (descriptor_ >= 0 && !content.empty()) {
    const ssize_t count = ::write(descriptor_, content.data(), content.size());
    if (count <= 0) break;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (descriptor_ < 0 || !content.empty()) throw std::system_error(errno, std::generic_category(), "a file in memory");
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
}

std::filesystem::path MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace nightporter::fuzz
