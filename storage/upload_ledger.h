#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/cell.h"
#include "model/strong_id.h"
#include "model/table_mapping.h"
#include "storage/database.h"

namespace nightporter::storage {

/// The facts of one store's report.
struct StoreFacts {
  model::SiteCode site;
  model::StoreCode store;
  model::TableMapping mapping;
  std::string time_zone;  // IANA; dates with times are local to it. Empty = UTC
};

/// As a destination shall have them: where the recipe withdraws missing rows, the last column says when that was done to a row (UTC, empty
/// for those that the site still shows).
StoreFacts facts_to_upload(model::SiteCode site, model::StoreCode store, model::TableMapping mapping, std::string time_zone);

/// One fact with its mapped columns. `version` is another text whenever a load or the mapping has changed it.
struct VersionedFact {
  std::int64_t id = 0;
  std::string version;
  model::Row cells;
};

/// Remembers which version of which fact has been uploaded to which destination, so that a failed upload is done again without fetching
/// anything. A destination is a text of the caller's. Holds no state; the Database must outlive it.
class UploadLedger {
 public:
  enum class Which {
    kAll,
    kToUpload,  // those of which the destination does not have this version
  };

  explicit UploadLedger(Database& database) : database_(database) {}

  /// In the order in which they were first loaded; none when the report was never loaded. A column that the recipe has gained and no load
  /// has brought yet is empty. It is one transaction.
  std::vector<VersionedFact> facts(const StoreFacts& of, const std::string& destination, Which which);

  /// Says that these facts have been read back at the destination. In one transaction.
  void mark_uploaded(const std::string& destination, const std::string& fact_table, const std::vector<VersionedFact>& facts,
                     const model::RunId& run);

  /// Whether anything was ever uploaded there.
  bool knows(const std::string& destination);

 private:
  Database& database_;
};

}  // namespace nightporter::storage
