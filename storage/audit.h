#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/run_ledger.h"

namespace nightporter::storage {

/// One row of ingest_audit: one file's load, or its failure.
struct IngestAudit {
  std::int64_t id = 0;
  model::RunId run;
  StoreReport of;
  model::Period period;
  Upsert counts;
  std::string md5;
  TimePoint started_at;
  TimePoint finished_at;
  std::string status;  // "loaded", "unchanged", "check_failed", "failed"
  std::optional<std::int64_t> download;
  std::string error;
  std::optional<std::int64_t> acceptance;  // by which a load was let through: see Acceptances
};

/// One cell that a load changed.
struct CellChange {
  std::string fact_table;
  model::SiteCode site;
  model::StoreCode store;
  std::string row_key;  // JSON object of the key columns
  std::string column;
  std::optional<std::string> old_value;  // nullopt: the cell was empty
  std::optional<std::string> new_value;
  model::RunId run;
  TimePoint changed_at;
};

/// Which loads; what is not set does not restrict.
struct LoadFilter {
  std::optional<model::RunId> run;
  std::optional<model::SiteCode> site;
  std::optional<model::StoreCode> store;
  std::optional<model::ReportName> report;
  int at_most = 200;
};

/// Reads and writes the trail of loads. The Database must outlive it.
class Audit {
 public:
  explicit Audit(Database& database) : database_(database) {}

  /// Enters a load that did not happen, after its transaction was rolled back.
  void record_failure(const IngestAudit& audit);

  /// Says by which acceptance the newest load of a download was let through.
  void mark_accepted(std::int64_t download, std::int64_t acceptance);

  /// Newest first.
  std::vector<IngestAudit> loads(const LoadFilter& filter);
  /// Changes of one fact table, newest first.
  std::vector<CellChange> history(const std::string& fact_table, int at_most = 200);

 private:
  Database& database_;
};

}  // namespace nightporter::storage
