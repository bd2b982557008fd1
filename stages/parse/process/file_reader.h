#pragma once

#include <functional>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

using RawReader = std::function<RawSummary(const std::filesystem::path&, const TableChoice&, const ReadLimits&, const RawRowSink&)>;

/// The descriptor of a reader's socket to the program that wants a file read.
inline constexpr int kParentSocket = 3;

/// The life of a process that reads one file: takes the request from kParentSocket, confines itself, sends the rows and ends.
[[noreturn]] void read_for_parent(const RawReader& reader);

}  // namespace nightporter::stages
