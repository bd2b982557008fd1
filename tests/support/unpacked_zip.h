#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace nightporter::test {

/// The parts of a zip file by name. Throws std::runtime_error when it cannot be read.
std::map<std::string, std::string> unpacked_zip(const std::filesystem::path& file);

}  // namespace nightporter::test
