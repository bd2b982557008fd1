#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/element/locator.h"

namespace nightporter::engine {

class Frame;

/// Locator::upload: the files are tried on a field that the page does not see first, so that a file that the browser cannot read is
/// noticed before the page hears of it.
awaitable<ElementMatch> upload_files(Locator locator, std::vector<std::filesystem::path> files, Deadline deadline);

/// The absolute paths of `files`. Throws ActionRefused when one is not there; `target` is for the message.
std::vector<std::string> upload_paths(const std::string& target, const std::vector<std::filesystem::path>& files);
/// Tries the files on a field of `frame` that the page does not see. Throws ActionRefused when Chrome cannot read one.
awaitable<void> require_readable(Frame& frame, std::string target, std::vector<std::string> paths, Deadline deadline);

}  // namespace nightporter::engine
