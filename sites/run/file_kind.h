#pragma once

#include <string_view>

#include "engine/download/content_sniff.h"
#include "sites/step.h"

namespace nightporter::sites {

engine::FileKind file_kind_of(FileType type);

/// Is this HTML with a field for a password?
bool asks_for_password(std::string_view html);

}  // namespace nightporter::sites
