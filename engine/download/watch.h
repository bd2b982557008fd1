#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/download/limits.h"
#include "engine/download/outcome.h"

namespace nightporter::engine {

/// Decides how one download ended, from what Chrome tells of it and from the time. Pure: it is fed with events and asked for the
/// outcome; it knows neither Chrome nor a clock. The first event that decides wins, later ones change nothing.
class DownloadWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Where something happened.
  /// kElsewhere: on a page that the download may or may not come from; what is answered there is noted and nothing more.
  enum class Place { kPage, kChildFrame, kPopup, kElsewhere };

  /// What the server said of a document.
  struct DocumentResponse {
    std::string url;
    int status = 0;
    std::string mime;
    std::optional<std::int64_t> content_length;
    bool content_encoded = false;  // gzip and the like: the length is not that of the file
    bool self_delimited = false;   // chunked or HTTP/2: a body that is cut short is noticed
  };

  /// `disk_problem(bytes)` says why the quarantine cannot take `bytes` more bytes, or nothing. `page_url` is where the page stands now.
  DownloadWatch(DownloadLimits limits, std::function<bool(std::string_view url)> is_sign_in_page,
                std::function<std::optional<std::string>(std::int64_t bytes)> disk_problem, std::string page_url);

  // What happens to documents; requests for anything else are not reported.

  void document_requested(const std::string& request_id, const std::string& url, Place place);
  void document_answered(const std::string& request_id, DocumentResponse response, Place place, Time now);
  void document_failed(const std::string& request_id, const std::string& net_error, Place place, Time now);
  /// A new document has been committed.
  void navigated(const std::string& url, Place place, Time now);
  void popup_opened(const std::string& target_id);
  void popup_closed(const std::string& target_id, Time now);

  // What happens to downloads.

  /// The first download is taken as the one that was meant. False: it is not, because another one came before or all is over.
  bool begun(const std::string& guid, const std::string& url, const std::string& suggested_name, const std::string& page_id, Time now);
  void progressed(std::int64_t received, std::int64_t total, Time now);
  /// `size_bytes` is that of the file on disk, -1 when there is none.
  void completed(const std::filesystem::path& file, std::int64_t size_bytes);
  /// Chrome's "canceled": whatever ended it, known or unknown.
  void interrupted();

  // What we decide.

  /// The trigger is done; from now on the clocks run.
  void trigger_done(Time now);
  void cancelled();
  /// The context refuses downloads.
  void refused();
  /// Page, context or browser is gone. A download that has begun goes on without its page.
  void closed(std::string why, bool page_only);
  void time_passed(Time now);

  /// When to call time_passed; nothing while no clock runs.
  std::optional<Time> next_deadline() const;
  const std::optional<DownloadOutcome>& outcome() const { return outcome_; }
  /// What is known so far.
  const DownloadEvidence& evidence() const { return evidence_; }
  const std::string& guid() const { return evidence_.guid; }
  bool has_begun() const { return !evidence_.guid.empty(); }

 private:
  struct Suspicion {
    DownloadResult result;
    int status = 0;
    std::string detail;
    Time since;
  };

  void end(DownloadResult result, std::string detail = {});
  void suspect(DownloadResult result, int status, std::string detail, Time now);
  /// The last answer from `url`.
  const DocumentResponse* response_for(const std::string& url) const;
  /// The last one that may have become the download.
  const DocumentResponse* response_of_download() const;
  std::optional<Time> suspicion_ends() const;

  DownloadLimits limits_;
  std::function<bool(std::string_view)> is_sign_in_page_;
  std::function<std::optional<std::string>(std::int64_t)> disk_problem_;
  std::string page_url_;
  std::map<std::string, DocumentResponse> responses_;  // by request id
  std::vector<std::string> answered_;                  // request ids in the order of the answers
  std::set<const DocumentResponse*> shown_;            // by the page, so that no download came of them
  std::set<std::string> popups_;
  std::optional<Suspicion> suspicion_;
  std::optional<Time> trigger_done_at_;
  Time begun_at_{};
  Time last_byte_at_{};
  std::int64_t most_received_ = 0;  // an interruption sets Chrome's count back to 0
  std::int64_t announced_ = 0;
  DownloadEvidence evidence_;
  std::optional<DownloadOutcome> outcome_;
};

/// The last word on a file that has come whole: its size and its first bytes against what was expected. `beginning` is up to
/// 256 KiB long.
DownloadOutcome judge_content(DownloadOutcome outcome, std::string_view beginning, const DownloadExpectation& expectation);

}  // namespace nightporter::engine
