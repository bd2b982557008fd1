#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace nightporter::engine {

/// How a download that was asked for ended. Everything but kCompleted means that there is no file to use.
enum class DownloadResult {
  kCompleted,
  kSessionExpired,    // the site answered with its sign-in page
  kHttpError,         // the server refused; evidence.status is 0 where Chrome does not tell which status it was
  kNetworkDropped,    // the connection broke before the whole file had come
  kDiskError,         // the quarantine folder is missing, full or not writable
  kEmptyFile,         // 0 bytes
  kWrongType,         // whole, but not the kind of file that was expected: an HTML error page, for one
  kNavigatedInstead,  // the page went elsewhere and no download followed
  kCancelled,         // cancel() was called
  kBeginTimeout,      // nothing began in time
  kIdleTimeout,       // it began, then no more bytes came
  kTotalTimeout,      // it went on, but too slowly
  kClosed,            // page, context or browser went away first
  kRefused,           // the context refuses downloads: ContextOptions::downloads
  kDeleted,           // discard() was called after it had come whole
};

/// "completed", "session expired", "HTTP error"…
std::string_view to_string(DownloadResult result);

/// What is known of a download, whatever its outcome.
struct DownloadEvidence {
  int status = 0;              // HTTP; 0 = unknown (Chrome tells none for <a download>)
  std::string url;             // what the download was asked from, after redirects
  std::string mime;            // as the server called it; empty = unknown
  std::string suggested_name;  // as Chrome derived it: no directory part, any length
  std::string guid;            // empty = no download began
  std::int64_t bytes_received = 0;
  std::int64_t bytes_total = 0;  // 0 = the server did not say
  bool length_verified = false;  // the bytes on disk are as many as the server announced
  std::filesystem::path file;    // in the quarantine folder, named by guid; empty unless it is whole
  std::string page_id;           // Page::id() of the page that it is counted to: for a popup's download, of the one that opened it
  std::string page_url;          // where the page stood in the end
  std::string detail;            // one sentence more, for a person
};

/// How a download ended, with what is known of it. A value.
struct DownloadOutcome {
  DownloadResult result = DownloadResult::kBeginTimeout;
  DownloadEvidence evidence;

  bool completed() const { return result == DownloadResult::kCompleted; }
  /// The file, when it is whole and of the right kind. Throws Error that says why there is none, and what to do.
  const std::filesystem::path& file() const;
  /// "HTTP error 500 from https://…/export after 0 bytes"
  std::string explain() const;
};

}  // namespace nightporter::engine
