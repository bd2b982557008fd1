#include "stages/collect/collect_report.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>

#include "engine/download/file_digest.h"
#include "engine/download/publish.h"
#include "stages/collect/store_session.h"

namespace nightporter::stages {

namespace fs = std::filesystem;

namespace {

CollectedReportFile publish_and_enter(storage::Database& database, const sites::FetchedDownload& fetched, const std::string& name,
                                      int file_count, const storage::StoreReport& of, const CollectTarget& target,
                                      storage::TimePoint started_at) {
  storage::RunLedger ledger(database);
  std::optional<std::int64_t> intent;
  const auto journal = [&](const engine::PublishedFile& file) {
    if (intent) ledger.drop_intent(*intent);
    intent = ledger.begin_intent({.run = target.run,
                                  .of = of,
                                  .period = fetched.period,
                                  .file = {.temporary = file.temporary,
                                           .final = file.path,
                                           .size_bytes = file.digest.size_bytes,
                                           .hash = {.md5 = file.digest.md5, .sha256 = file.digest.sha256},
                                           .source_url = fetched.final_url,
                                           .suggested_name = fetched.suggested_name,
                                           .length_verified = fetched.length_verified,
                                           .empty_confirmed = fetched.page_showed_empty_marker,
                                           .file_count = file_count},
                                  .started_at = started_at});
  };
  const engine::PublishedFile file = engine::publish(fetched.file, target.downloads, name, engine::NameTaken::kKeepBoth, journal);
  if (!intent) journal(file);
  return {.download = ledger.commit_intent(*intent, storage::now()),
          .path = file.path,
          .period = fetched.period,
          .empty_confirmed = fetched.page_showed_empty_marker};
}

/// Returns those of which nobody knows why they brought none.
std::vector<model::CalendarDate> enter_days_without_file(storage::Database& database, const std::vector<sites::DayWithoutFile>& days,
                                                         const storage::StoreReport& of, const CollectTarget& target,
                                                         storage::TimePoint started_at) {
  storage::RunLedger ledger(database);
  std::vector<model::CalendarDate> unexplained;
  for (const sites::DayWithoutFile& without : days) {
    const model::Period period{without.day, without.day};
    if (without.page_showed_empty_marker) {
      ledger.record_confirmed_empty(target.run, of, period, started_at);
      continue;
    }
    ledger.record_failed_download(target.run, of, period, started_at,
                                  {"no_file", "the steps fetched no file for this day, and the page does not say that there is nothing"});
    unexplained.push_back(without.day);
  }
  return unexplained;
}

bool is_the_file(const fs::path& path, const storage::CollectedFile& expected) {
  std::error_code error;
  if (path.empty() || !fs::is_regular_file(path, error)) return false;
  return engine::digest_file(path).sha256 == expected.hash.sha256;
}

}  // namespace

awaitable<CollectedReport> collect_report(StoreSession& session, const sites::Recipe& recipe, const sites::Report& report,
                                          model::Period period, CollectTarget target, DatabaseAccess& database, Deadline deadline) {
  const storage::TimePoint started_at = storage::now();
  const model::Store& store = session.store();
  const storage::StoreReport of{.site = store.site, .store = store.code, .report = report.name};
  const sites::ReportFiles fetched = co_await session.run_report(report.name, period, deadline);

  CollectedReport collected;
  for (const sites::FetchedDownload& download : fetched.files) {
    const std::string name = sites::file_name_for(recipe, report, store, download.period, download.type);
    const auto file_count = std::ranges::count(fetched.files, download.period, &sites::FetchedDownload::period);
    collected.files.push_back(co_await database.use([&](storage::Database& opened) {
      return publish_and_enter(opened, download, name, static_cast<int>(file_count), of, target, started_at);
    }));
  }
  collected.unexplained = co_await database.use([&](storage::Database& opened) {
    if (fetched.files.empty() && fetched.days_without_file.empty())
      storage::RunLedger(opened).record_confirmed_empty(target.run, of, period, started_at);
    return enter_days_without_file(opened, fetched.days_without_file, of, target, started_at);
  });
  co_return collected;
}

int recover_publications(storage::Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  storage::RunLedger ledger(database);
  int saved = 0;
  for (const storage::Intent& intent : ledger.intents(site, store)) {
    std::error_code error;
    if (is_the_file(intent.file.temporary, intent.file)) fs::rename(intent.file.temporary, intent.file.final, error);
    // When both names are one file already, rename does nothing and leaves both.
    fs::remove(intent.file.temporary, error);
    if (is_the_file(intent.file.final, intent.file)) {
      ledger.commit_intent(intent.id, storage::now());
      ++saved;
    } else {
      ledger.drop_intent(intent.id);
    }
  }
  return saved;
}

int sweep_downloads(storage::Database& database, const fs::path& downloads) {
  std::set<fs::path> kept;
  for (const storage::Intent& intent : storage::RunLedger(database).intents()) kept.insert(intent.file.temporary);
  return engine::sweep_unpublished(downloads, kept);
}

}  // namespace nightporter::stages
