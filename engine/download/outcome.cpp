#include "engine/download/outcome.h"

#include "engine/error.h"

namespace nightporter::engine {

std::string_view to_string(DownloadResult result) {
  switch (result) {
    case DownloadResult::kCompleted:
      return "completed";
    case DownloadResult::kSessionExpired:
      return "session expired";
    case DownloadResult::kHttpError:
      return "HTTP error";
    case DownloadResult::kNetworkDropped:
      return "network dropped";
    case DownloadResult::kDiskError:
      return "disk error";
    case DownloadResult::kEmptyFile:
      return "empty file";
    case DownloadResult::kWrongType:
      return "wrong type";
    case DownloadResult::kNavigatedInstead:
      return "navigated instead";
    case DownloadResult::kCancelled:
      return "cancelled";
    case DownloadResult::kBeginTimeout:
      return "begin time-out";
    case DownloadResult::kIdleTimeout:
      return "idle time-out";
    case DownloadResult::kTotalTimeout:
      return "total time-out";
    case DownloadResult::kClosed:
      return "closed";
    case DownloadResult::kRefused:
      return "refused";
    case DownloadResult::kDeleted:
      return "deleted";
  }
  return "unknown";
}

const std::filesystem::path& DownloadOutcome::file() const {
  if (completed()) return evidence.file;
  throw Error("there is no file of this download: " + explain(),
              result == DownloadResult::kRefused ? "make the context with ContextOptions::downloads = Downloads::kAccept" : "");
}

std::string DownloadOutcome::explain() const {
  std::string text(to_string(result));
  if (result == DownloadResult::kHttpError && evidence.status != 0) text += " " + std::to_string(evidence.status);
  if (!evidence.url.empty()) text += " from " + evidence.url;
  if (!evidence.guid.empty()) {
    text += ", " + std::to_string(evidence.bytes_received);
    if (evidence.bytes_total > 0) text += " of " + std::to_string(evidence.bytes_total);
    text += " bytes";
  }
  if (!evidence.suggested_name.empty()) text += ", named \"" + evidence.suggested_name + "\"";
  if (!evidence.detail.empty()) text += ": " + evidence.detail;
  return text;
}

}  // namespace nightporter::engine
