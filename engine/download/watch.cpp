#include "engine/download/watch.h"

#include <algorithm>
#include <utility>

namespace nightporter::engine {
namespace {

std::string_view without_query(std::string_view url) {
  return url.substr(0, url.find_first_of("?#"));
}
std::string_view without_fragment(std::string_view url) {
  return url.substr(0, url.find('#'));
}

bool is_blank(std::string_view url) {
  return url.empty() || url.starts_with("about:") || url.starts_with("chrome-error:");
}

}  // namespace

DownloadWatch::DownloadWatch(DownloadLimits limits, std::function<bool(std::string_view)> is_sign_in_page,
                             std::function<std::optional<std::string>(std::int64_t)> disk_problem, std::string page_url)
    : limits_(limits),
      is_sign_in_page_(std::move(is_sign_in_page)),
      disk_problem_(std::move(disk_problem)),
      page_url_(std::move(page_url)) {
  evidence_.page_url = page_url_;
}

void DownloadWatch::document_requested(const std::string& request_id, const std::string& url, Place) {
  responses_[request_id].url = url;
}

void DownloadWatch::document_answered(const std::string& request_id, DocumentResponse response, Place place, Time now) {
  const int status = response.status;
  const std::string url = response.url;
  responses_[request_id] = std::move(response);
  answered_.push_back(request_id);
  if (outcome_ || has_begun() || place == Place::kElsewhere) return;
  if (status == 204 || status == 205) {
    // Chrome stays on the page and begins no download, whatever the headers say.
    suspect(DownloadResult::kHttpError, status, "the server answered that there is nothing to send", now);
  } else if (status >= 400 && place == Place::kChildFrame) {
    // It may have been a part of the page that has nothing to do with the download.
    suspect(DownloadResult::kHttpError, status, "a frame of the page got this answer from " + url, now);
  }
}

void DownloadWatch::document_failed(const std::string& request_id, const std::string& net_error, Place place, Time now) {
  if (outcome_ || has_begun()) return;
  const auto known = responses_.find(request_id);
  if (known == responses_.end()) return;
  const DocumentResponse& response = known->second;
  if (response.status >= 400) {
    evidence_.status = response.status;
    evidence_.url = response.url;
    evidence_.mime = response.mime;
    if (place != Place::kChildFrame) end(DownloadResult::kHttpError, "the server refused the document");
    return;
  }
  if (net_error == "net::ERR_ABORTED") {
    // What becomes a download is aborted as a document, but it was answered then.
    const bool was_answered = std::find(answered_.begin(), answered_.end(), request_id) != answered_.end();
    if (!was_answered && place == Place::kChildFrame)
      suspect(DownloadResult::kClosed, 0, "a frame went before it was answered by " + response.url, now);
    return;
  }
  const std::string detail = net_error + " for " + response.url;
  if (place == Place::kChildFrame) {
    suspect(DownloadResult::kNetworkDropped, 0, detail, now);
    return;
  }
  evidence_.url = response.url;
  end(DownloadResult::kNetworkDropped, detail);
}

void DownloadWatch::navigated(const std::string& url, Place place, Time now) {
  if (place == Place::kPage) evidence_.page_url = url;
  const DocumentResponse* response = response_for(url);
  if (response) shown_.insert(response);
  if (outcome_ || has_begun() || is_blank(url)) return;
  if (place != Place::kChildFrame && is_sign_in_page_ && is_sign_in_page_(url)) {
    evidence_.url = url;
    if (response) evidence_.status = response->status;
    end(DownloadResult::kSessionExpired, "the site showed its sign-in page");
    return;
  }
  if (response && response->status >= 400 && place != Place::kChildFrame) {
    evidence_.url = url;
    evidence_.status = response->status;
    evidence_.mime = response->mime;
    end(DownloadResult::kHttpError, "the site showed an error page");
    return;
  }
  if (place == Place::kChildFrame) {
    if (is_sign_in_page_ && is_sign_in_page_(url))
      suspect(DownloadResult::kSessionExpired, 0, "a frame of the page shows the sign-in page", now);
    return;
  }
  // A form that posts to its own address comes back to the same page before the download begins.
  if (place == Place::kPage && without_query(url) == without_query(page_url_)) return;
  suspect(DownloadResult::kNavigatedInstead, response ? response->status : 0,
          (place == Place::kPage ? "the page went to " : "a popup shows ") + url, now);
}

void DownloadWatch::popup_opened(const std::string& target_id) {
  popups_.insert(target_id);
}

void DownloadWatch::popup_closed(const std::string& target_id, Time now) {
  if (popups_.erase(target_id) == 0 || outcome_ || has_begun()) return;
  // A popup that turns into a download vanishes too, but its download has been announced by then or will be at once.
  suspect(DownloadResult::kClosed, 0, "the popup closed before a download began", now);
}

bool DownloadWatch::begun(const std::string& guid, const std::string& url, const std::string& suggested_name, const std::string& page_id,
                          Time now) {
  if (outcome_ || has_begun()) return false;
  evidence_.guid = guid;
  evidence_.url = url;
  evidence_.suggested_name = suggested_name;
  evidence_.page_id = page_id;
  evidence_.detail.clear();
  suspicion_.reset();
  begun_at_ = last_byte_at_ = now;
  return true;
}

void DownloadWatch::progressed(std::int64_t received, std::int64_t total, Time now) {
  if (outcome_) return;
  if (received > most_received_) {
    most_received_ = received;
    last_byte_at_ = now;
  }
  // Just before the end Chrome sets an unknown total to what has come.
  if (received < total) announced_ = std::max(announced_, total);
}

void DownloadWatch::completed(const std::filesystem::path& file, std::int64_t size_bytes) {
  if (outcome_) return;
  if (size_bytes < 0) {
    end(DownloadResult::kDiskError, "the browser says that the file is whole, but there is no " + file.string() +
                                        " here; of a browser on another machine capture the answer instead (DownloadTracker::arm_capture)");
    return;
  }
  evidence_.file = file;
  evidence_.bytes_received = size_bytes;
  evidence_.bytes_total = announced_;
  evidence_.length_verified = announced_ > 0 && announced_ == size_bytes;
  if (const DocumentResponse* response = response_of_download()) {
    if (response->content_length && !response->content_encoded) {
      evidence_.bytes_total = *response->content_length;
      evidence_.length_verified = *response->content_length == size_bytes;
    } else if (response->content_length || response->self_delimited) {
      evidence_.length_verified = true;
    }
  }
  if (size_bytes < evidence_.bytes_total) {
    // Chrome is content with less than was announced when the server gave no ETag or date to resume by.
    evidence_.file.clear();
    end(DownloadResult::kNetworkDropped,
        "only " + std::to_string(size_bytes) + " of " + std::to_string(evidence_.bytes_total) + " bytes came before the connection ended");
    return;
  }
  if (const DocumentResponse* response = response_of_download(); response && response->status >= 400) {
    end(DownloadResult::kHttpError, "the body of the answer is kept");
    return;
  }
  end(DownloadResult::kCompleted);
}

void DownloadWatch::interrupted() {
  if (outcome_) return;
  const DocumentResponse* response = response_for(evidence_.url);
  const int status = response ? response->status : 0;
  evidence_.bytes_received = most_received_;
  evidence_.bytes_total = announced_;
  if (status >= 400 || status == 204 || status == 205) {
    end(DownloadResult::kHttpError);
    return;
  }
  if (disk_problem_) {
    if (auto problem = disk_problem_(std::max<std::int64_t>(announced_ - most_received_, 0))) {
      end(DownloadResult::kDiskError, std::move(*problem));
      return;
    }
  }
  if (most_received_ == 0 && announced_ == 0 && !response) {
    end(DownloadResult::kHttpError, "the server refused it; Chrome does not tell the status of such a download");
    return;
  }
  if (announced_ > 0 && most_received_ >= announced_) {
    end(DownloadResult::kDiskError, "all bytes came, but the browser could not keep the file in its folder");
    return;
  }
  end(DownloadResult::kNetworkDropped, "the connection broke before the whole file had come");
}

void DownloadWatch::trigger_done(Time now) {
  if (!trigger_done_at_) trigger_done_at_ = now;
}

void DownloadWatch::cancelled() {
  evidence_.bytes_received = most_received_;
  evidence_.bytes_total = announced_;
  end(DownloadResult::kCancelled);
}

void DownloadWatch::refused() {
  end(DownloadResult::kRefused, "the browser context was made with ContextOptions::downloads = Downloads::kRefuse");
}

void DownloadWatch::closed(std::string why, bool page_only) {
  if (page_only && has_begun()) return;
  evidence_.bytes_received = most_received_;
  evidence_.bytes_total = announced_;
  end(DownloadResult::kClosed, std::move(why));
}

std::optional<DownloadWatch::Time> DownloadWatch::suspicion_ends() const {
  if (!suspicion_ || !trigger_done_at_) return std::nullopt;
  // Little can come after an empty answer; a page may still do something when it has gone elsewhere or a popup has closed.
  const bool final = suspicion_->status == 204 || suspicion_->status == 205;
  const auto grace = final ? std::min(limits_.after_navigation, std::chrono::milliseconds(1000)) : limits_.after_navigation;
  return std::max(suspicion_->since, *trigger_done_at_) + grace;
}

std::optional<DownloadWatch::Time> DownloadWatch::next_deadline() const {
  if (outcome_) return std::nullopt;
  if (has_begun()) return std::min(last_byte_at_ + limits_.idle, begun_at_ + limits_.total);
  if (!trigger_done_at_) return std::nullopt;
  const Time begin = *trigger_done_at_ + limits_.begin_within;
  return std::min(begin, suspicion_ends().value_or(begin));
}

void DownloadWatch::time_passed(Time now) {
  if (outcome_) return;
  if (has_begun()) {
    evidence_.bytes_received = most_received_;
    evidence_.bytes_total = announced_;
    if (now >= begun_at_ + limits_.total) {
      end(DownloadResult::kTotalTimeout, "it was still going on after " + std::to_string(limits_.total.count()) + " ms");
    } else if (now >= last_byte_at_ + limits_.idle) {
      end(DownloadResult::kIdleTimeout, "no byte came for " + std::to_string(limits_.idle.count()) + " ms");
    }
    return;
  }
  if (const auto suspicion_end = suspicion_ends(); suspicion_end && now >= *suspicion_end) {
    evidence_.status = suspicion_->status;
    end(suspicion_->result, suspicion_->detail);
  } else if (trigger_done_at_ && now >= *trigger_done_at_ + limits_.begin_within) {
    end(DownloadResult::kBeginTimeout, "no download began within " + std::to_string(limits_.begin_within.count()) + " ms");
  }
}

void DownloadWatch::end(DownloadResult result, std::string detail) {
  if (outcome_) return;
  if (const DocumentResponse* response = response_for(evidence_.url)) {
    if (evidence_.status == 0) evidence_.status = response->status;
    if (evidence_.mime.empty()) evidence_.mime = response->mime;
  }
  evidence_.detail = std::move(detail);
  outcome_ = DownloadOutcome{result, evidence_};
}

void DownloadWatch::suspect(DownloadResult result, int status, std::string detail, Time now) {
  // What a popup's end means is known best from what was said before.
  if (suspicion_ && result == DownloadResult::kClosed) return;
  suspicion_ = Suspicion{result, status, std::move(detail), now};
}

const DownloadWatch::DocumentResponse* DownloadWatch::response_for(const std::string& url) const {
  // The last one: a form that posts to its own address has several.
  for (auto id = answered_.rbegin(); id != answered_.rend(); ++id) {
    const DocumentResponse& response = responses_.at(*id);
    if (without_fragment(response.url) == without_fragment(url)) return &response;
  }
  return nullptr;
}

const DownloadWatch::DocumentResponse* DownloadWatch::response_of_download() const {
  const DocumentResponse* response = response_for(evidence_.url);
  return response && shown_.contains(response) ? nullptr : response;
}

DownloadOutcome judge_content(DownloadOutcome outcome, std::string_view beginning, const DownloadExpectation& expectation) {
  if (!outcome.completed()) return outcome;
  if (outcome.evidence.bytes_received == 0) {
    if (!expectation.empty_file_allowed) outcome.result = DownloadResult::kEmptyFile;
    return outcome;
  }
  const ContentKind content = sniff_content(beginning);
  const bool page_wanted = expectation.kind == FileKind::kHtml;
  const bool sign_in_url = expectation.is_sign_in_page && expectation.is_sign_in_page(outcome.evidence.url);
  const bool sign_in_body = content == ContentKind::kHtml && expectation.is_sign_in_body && expectation.is_sign_in_body(beginning);
  if (!page_wanted && (sign_in_body || (sign_in_url && content == ContentKind::kHtml))) {
    outcome.result = DownloadResult::kSessionExpired;
    outcome.evidence.detail = "the file is the site's sign-in page";
  } else if (!is_acceptable(expectation.kind, content, beginning)) {
    outcome.result = DownloadResult::kWrongType;
    outcome.evidence.detail = "expected " + std::string(to_string(expectation.kind)) + ", but it is " + std::string(describe(content));
  }
  return outcome;
}

}  // namespace nightporter::engine
