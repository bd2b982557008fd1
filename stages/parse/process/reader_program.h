#pragma once

#include <functional>
#include <optional>

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

using RawReader = std::function<RawSummary(const std::filesystem::path&, const TableChoice&, const ReadLimits&, const RawRowSink&)>;

/// To be called first in main(). When this process was started to read a file for another one, reads it and returns the exit code;
/// otherwise returns nullopt, and from now on files are read by this program, started once more for each (see read_apart).
std::optional<int> run_as_reader(int argc, const char* const* argv, const RawReader& reader = read_raw);

/// True after run_as_reader.
bool can_read_apart();

/// The first argument of a program that is to read a file. Not for people.
inline constexpr const char* kReaderArgument = "read-file-for-parent";
/// The descriptor of the socket to the parent.
inline constexpr int kParentSocket = 3;

}  // namespace nightporter::stages
