#include "storage/download_outcome.h"

#include <array>
#include <utility>

namespace nightporter::storage {

namespace {

constexpr std::array<std::pair<DownloadOutcome, std::string_view>, 9> kWords{{
    {DownloadOutcome::kWaiting, "waiting"},
    {DownloadOutcome::kLoaded, "loaded"},
    {DownloadOutcome::kUnchanged, "unchanged"},
    {DownloadOutcome::kZeroSalesConfirmed, "zero_sales_confirmed"},
    {DownloadOutcome::kAccepted, "accepted"},
    {DownloadOutcome::kEmptySuspicious, "empty_suspicious"},
    {DownloadOutcome::kGateFailed, "gate_failed"},
    {DownloadOutcome::kRefused, "refused"},
    {DownloadOutcome::kFailed, "failed"},
}};

DownloadOutcome of_loaded(const Download& download, DownloadOutcome otherwise) {
  if (download.judgement.acceptance) return DownloadOutcome::kAccepted;
  return download.judgement.zero_sales_confirmed ? DownloadOutcome::kZeroSalesConfirmed : otherwise;
}

DownloadOutcome of_refused(const Download& download) {
  if (!download.failure) return DownloadOutcome::kRefused;
  if (download.failure->kind == kEmptySuspiciousKind) return DownloadOutcome::kEmptySuspicious;
  return download.failure->kind == kGateFailedKind ? DownloadOutcome::kGateFailed : DownloadOutcome::kRefused;
}

}  // namespace

std::string_view to_string(DownloadOutcome outcome) {
  for (const auto& [known, word] : kWords)
    if (known == outcome) return word;
  return "failed";
}

std::optional<DownloadOutcome> parse_download_outcome(std::string_view text) {
  for (const auto& [outcome, word] : kWords)
    if (word == text) return outcome;
  return std::nullopt;
}

DownloadOutcome outcome_of(const Download& download) {
  switch (download.status) {
    case DownloadStatus::kCollected:
      return DownloadOutcome::kWaiting;
    case DownloadStatus::kLoaded:
      return of_loaded(download, DownloadOutcome::kLoaded);
    case DownloadStatus::kUnchanged:
      return of_loaded(download, DownloadOutcome::kUnchanged);
    case DownloadStatus::kCheckFailed:
      return of_refused(download);
    case DownloadStatus::kFailed:
      break;
  }
  return DownloadOutcome::kFailed;
}

}  // namespace nightporter::storage
