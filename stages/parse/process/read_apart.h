#pragma once

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// read_raw in a process of its own, which has no more memory, processor time and time than `limits` allow, no network, and ends with
/// this one. A reader that crashes, hangs or swells is a ParseError about the file: kCorrupt, or kTooLarge. Time is counted only while
/// the reader is waited for. In a program whose main makes no ReaderNursery (a test, a tool) it is read_raw.
/// Blocks, on any thread.
RawSummary read_apart(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
