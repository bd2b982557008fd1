#pragma once

#include <filesystem>
#include <vector>

#include "engine/element/locator.h"

namespace nightporter::engine {

/// Locator::upload: the files are tried on a field that the page does not see first, so that a file that the browser cannot read is
/// noticed before the page hears of it.
awaitable<ElementMatch> upload_files(Locator locator, std::vector<std::filesystem::path> files, Deadline deadline);

}  // namespace nightporter::engine
