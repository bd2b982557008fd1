#pragma once

#include "stages/parse/raw_reader.h"

namespace nightporter::stages {

/// Reads a JSON document as tables: every array of objects is one, named by where it stands ("data.orders"; the document itself has no
/// name). Its first row is the objects' keys in the order in which they are first seen, keys of an object in an object with a dot
/// ("customer.name"); a row is one object. Texts, numbers and booleans stay what they are; whole numbers that a spreadsheet could not keep
/// are texts. Of two arrays at the same place the last one counts. A document without such an array is kNotAReport: an error body. It is
/// walked through twice, for the keys and for the rows, with one object in memory at a time.
RawSummary read_json(const std::filesystem::path& path, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink);

}  // namespace nightporter::stages
