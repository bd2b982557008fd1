#pragma once

#include <filesystem>
#include <string_view>

namespace nightporter::app {

/// Writes a file that is not there yet; what a person has written is never overwritten. Throws UsageError when it is there,
/// ConfigurationError when it cannot be written.
void write_new_file(const std::filesystem::path& file, std::string_view text);

/// Replaces a file that we wrote ourselves: whoever reads it meanwhile sees the old text or the new one. Throws ConfigurationError.
void replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace nightporter::app
