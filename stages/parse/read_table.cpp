#include "stages/parse/read_table.h"

#include "stages/parse/process/read_apart.h"
#include "stages/parse/typed/report_reader.h"

namespace nightporter::stages {

ParsedTable read_table(const std::filesystem::path& file, const model::TableMapping& mapping, const ParsedRowSink& sink,
                       const ReadLimits& limits, const BadRowSink& bad_rows) {
  ReportReader reader(mapping, sniff_file(file), sink, bad_rows);
  const RawSummary summary = read_apart(file, TableChoice::of(mapping), limits, [&reader](const RawRow& row) { reader.read(row); });
  return reader.finish(summary);
}

}  // namespace nightporter::stages
