#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/period.h"
#include "model/store.h"
#include "sites/interpreter.h"
#include "stages/database_access.h"
#include "storage/run_ledger.h"

namespace nightporter::stages {

class StoreSession;

/// A file of a report, whole, under its canonical name, entered in the ledger.
struct CollectedReportFile {
  std::int64_t download = 0;  // ledger row
  std::filesystem::path path;
  model::Period period;
  bool empty_confirmed = false;
};

/// What a report's steps brought for a period.
struct CollectedReport {
  std::vector<CollectedReportFile> files;
  std::vector<model::CalendarDate> unexplained;  // days without a file though the site did not say that there is nothing
};

/// Where published files go and in whose name.
struct CollectTarget {
  model::RunId run;
  std::filesystem::path downloads;
};

/// Runs a report's steps for a period and publishes what they fetched: digest, journal entry, rename, ledger row, in this order, so
/// that a kill at any point loses no file and enters none twice. Periods and days of which the site says that there is nothing, and gave
/// no file, are entered as confirmed empty; days without a file and without that word as failed.
/// Throws what StoreSession::run_report throws, engine::Error and storage::Error.
awaitable<CollectedReport> collect_report(StoreSession& session, const sites::Recipe& recipe, const sites::Report& report,
                                          model::Period period, CollectTarget target, DatabaseAccess& database, Deadline deadline);

/// Finishes or drops what a killed run had begun to publish for this store: a file that is whole in its place, or whole beside it, is
/// entered in the ledger; of the rest nothing is kept. The caller holds the store's lease. Returns how many files were saved.
int recover_publications(storage::Database& database, const model::SiteCode& site, const model::StoreCode& store);

/// Removes what killed runs had begun to publish to `downloads` before they could note it in the ledger's journal. What the journal
/// speaks of is kept for recover_publications. Returns how many files were removed.
int sweep_downloads(storage::Database& database, const std::filesystem::path& downloads);

}  // namespace nightporter::stages
