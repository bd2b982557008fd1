#include "storage/quarantine.h"

#include "storage/column_types.h"
#include "storage/fact_table.h"

namespace nightporter::storage {

void write_quarantine(Database& database, const model::TableMapping& mapping, const LoadSource& source, std::int64_t load,
                      const std::vector<QuarantinedRow>& rows, TimePoint moment) {
  if (rows.empty()) return;
  const std::string table = quoted_name(quarantine_table(mapping));
  Statement known = database.prepare("SELECT COUNT(*) FROM " + table +
                                     " WHERE crm = ? AND store = ? AND report = ? AND source_md5 = ? AND row_no = ? AND reasons = ?");
  known.bind(1, source.of.site.value()).bind(2, source.of.store.value()).bind(3, source.of.report.value()).bind(4, source.hash.md5);
  Statement insert = database.prepare("INSERT INTO " + table +
                                      " (load_id, row_no, run_id, crm, store, report, reasons, raw_cells, source_md5, quarantined_at)"
                                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, load).bind(3, source.run.value()).bind(4, source.of.site.value()).bind(5, source.of.store.value());
  insert.bind(6, source.of.report.value()).bind(9, source.hash.md5).bind(10, moment);
  for (const QuarantinedRow& row : rows) {
    known.bind(5, row.number).bind(6, row.reasons).next();
    const bool is_known = known.integer(0) > 0;
    known.next();  // to the end, so that it can run again
    if (!is_known) insert.bind(2, row.number).bind(7, row.reasons).bind(8, row.raw_cells).execute();
  }
}

}  // namespace nightporter::storage
