#include "stages/plan/day_states.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/download_outcome.h"

namespace nightporter::stages {

namespace {

using model::CalendarDate;
using storage::Download;
using storage::DownloadOutcome;
using storage::DownloadStatus;

constexpr std::array<std::pair<DayState, std::string_view>, 7> kWords{{
    {DayState::kMissing, "missing"},
    {DayState::kBegun, "begun"},
    {DayState::kLoaded, "loaded"},
    {DayState::kZeroConfirmed, "zero_confirmed"},
    {DayState::kCorrected, "corrected"},
    {DayState::kSuspicious, "suspicious"},
    {DayState::kFailed, "failed"},
}};

bool is_loaded(const Download& download) {
  return download.status == DownloadStatus::kLoaded || download.status == DownloadStatus::kUnchanged;
}

bool has_changed_rows(const Download& download) {
  return is_loaded(download) && download.counts && (download.counts->updated > 0 || download.counts->withdrawn > 0);
}

/// The rows of the ledger that concern a day, oldest first.
std::vector<const Download*> rows_of(CalendarDate day, const std::vector<Download>& oldest_first) {
  std::vector<const Download*> rows;
  for (const Download& download : oldest_first)
    if (download.period.contains(day)) rows.push_back(&download);
  return rows;
}

/// A day whose rows are in the facts, from a file that was collected when it was over.
DayOutcome of_complete_day(CalendarDate day, const std::vector<const Download*>& rows) {
  DayOutcome outcome{.day = day, .state = DayState::kLoaded};
  bool had_rows_before = false;
  for (const Download* row : rows) {
    if (!is_loaded(*row)) continue;
    const bool corrects = had_rows_before && has_changed_rows(*row);
    had_rows_before = true;
    if (corrects || outcome.state != DayState::kCorrected) outcome.download = row->id;
    if (corrects)
      outcome.state = DayState::kCorrected;
    else if (outcome.state != DayState::kCorrected)
      outcome.state = storage::outcome_of(*row) == DownloadOutcome::kZeroSalesConfirmed ? DayState::kZeroConfirmed : DayState::kLoaded;
  }
  return outcome;
}

}  // namespace

std::string_view to_string(DayState state) {
  for (const auto& [known, word] : kWords)
    if (known == state) return word;
  return "missing";
}

std::vector<DayOutcome> day_states(const model::Period& period, const LedgerDays& ledger) {
  const CoveredDays covered(ledger.coverage, ledger.business_day);
  std::vector<Download> oldest_first = ledger.downloads;
  std::ranges::sort(oldest_first, {}, &Download::id);
  std::vector<DayOutcome> outcomes;
  for (CalendarDate day = period.from; day <= period.to; day = day + std::chrono::days(1)) {
    const auto rows = rows_of(day, oldest_first);
    const Download* newest = rows.empty() ? nullptr : rows.back();
    DayOutcome outcome{.day = day};
    if (newest != nullptr && newest->status == DownloadStatus::kCheckFailed)
      outcome.state = DayState::kSuspicious;
    else if (covered.is_complete(day))
      outcome = of_complete_day(day, rows);
    else if (covered.has(day) || (newest != nullptr && newest->status == DownloadStatus::kCollected))
      outcome.state = DayState::kBegun;
    else if (newest != nullptr && newest->status == DownloadStatus::kFailed)
      outcome.state = DayState::kFailed;
    if (newest != nullptr && !outcome.download) outcome.download = newest->id;
    if ((outcome.state == DayState::kSuspicious || outcome.state == DayState::kFailed) && newest->failure)
      outcome.detail = newest->failure->text;
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

}  // namespace nightporter::stages
