#pragma once

#include <cstdint>
#include <vector>

#include "storage/fact_loader.h"

namespace nightporter::storage {

/// Writes a load's bad rows to the table beside the staging table; those of a file whose bad rows are there already are not written again.
void write_quarantine(Database& database, const model::TableMapping& mapping, const LoadSource& source, std::int64_t load,
                      const std::vector<QuarantinedRow>& rows, TimePoint moment);

}  // namespace nightporter::storage
