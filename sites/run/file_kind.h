#pragma once

#include <filesystem>
#include <optional>

#include "engine/content/file_kind.h"
#include "sites/step.h"

namespace nightporter::sites {

engine::FileKind file_kind_of(FileType type);

/// The type of which a recipe would say that the file is; nullopt when it is none. Throws engine::Error when it cannot be read.
std::optional<FileType> file_type_of(const std::filesystem::path& file);

}  // namespace nightporter::sites
