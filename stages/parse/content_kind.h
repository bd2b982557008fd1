#pragma once

#include <filesystem>

#include "engine/content/content_kind.h"

namespace nightporter::stages {

using engine::ContentKind;

/// Reads as much of the file as is needed to tell; all of it only when a workbook may be encrypted. Throws ParseError{kUnreadable}.
ContentKind sniff_file(const std::filesystem::path& file);

}  // namespace nightporter::stages
