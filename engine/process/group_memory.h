#pragma once

#include <sys/types.h>

#include <cstddef>

namespace nightporter::engine {

/// Memory of all processes of a group in bytes: their proportional share where the kernel tells it, else what is resident.
/// 0 when nobody is left, or on a system without /proc.
std::size_t group_memory_bytes(pid_t group);

}  // namespace nightporter::engine
