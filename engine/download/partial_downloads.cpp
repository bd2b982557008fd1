#include "engine/download/partial_downloads.h"

#include <system_error>

namespace nightporter::engine {

namespace fs = std::filesystem;

int sweep_partial_downloads(const fs::path& quarantine, std::chrono::seconds untouched) {
  int removed = 0;
  std::error_code error;
  const auto newest = fs::file_time_type::clock::now() - untouched;
  for (const fs::directory_entry& entry : fs::directory_iterator(quarantine, error)) {
    if (entry.path().extension() != ".crdownload" || entry.is_symlink(error) || !entry.is_regular_file(error)) continue;
    if (entry.last_write_time(error) <= newest && !error && fs::remove(entry.path(), error)) ++removed;
  }
  return removed;
}

}  // namespace nightporter::engine
