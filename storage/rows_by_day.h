#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "model/period.h"
#include "model/table_mapping.h"
#include "storage/run_ledger.h"

namespace nightporter::storage {

/// How many facts of a store's report each day has that lies up to `weeks` weeks before the end of `period`, by the mapping's period
/// column; withdrawn ones do not count. Empty when there is no such table or column yet, or the mapping has no period column. `time_zone`:
/// that the dates with times are in, as in LoadSource. Outside of a transaction only.
std::map<model::CalendarDate, std::int64_t> rows_by_day(Database& database, const model::TableMapping& mapping, const StoreReport& of,
                                                        const model::Period& period, int weeks, const std::string& time_zone);

}  // namespace nightporter::storage
