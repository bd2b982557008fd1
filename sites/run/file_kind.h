#pragma once

#include "engine/content/file_kind.h"
#include "sites/step.h"

namespace nightporter::sites {

engine::FileKind file_kind_of(FileType type);

}  // namespace nightporter::sites
