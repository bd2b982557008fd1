#pragma once

#include <chrono>
#include <filesystem>

namespace nightporter::engine {

/// Removes what browsers that were killed have left half-done in a quarantine: `*.crdownload` files that were not written to for
/// `untouched`. Returns how many.
int sweep_partial_downloads(const std::filesystem::path& quarantine, std::chrono::seconds untouched);

}  // namespace nightporter::engine
