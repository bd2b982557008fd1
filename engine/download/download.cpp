#include "engine/download/download.h"

#include <chrono>
#include <utility>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "cdp/session.h"
#include "engine/download/armed_download.h"
#include "engine/download/hub.h"
#include "engine/download/response_capture.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

constexpr std::size_t kJudgedBytes = 256 * 1024;

DownloadWatch::Time now() {
  return std::chrono::steady_clock::now();
}

// Chrome goes on with a download that we no longer wait for, until it is told not to.
awaitable<void> stop_in_chrome(ArmedDownload& armed, Deadline deadline) {
  if (!armed.hub || armed.watch.guid().empty() || armed.capture) co_return;
  cdp::browser::CancelDownload cancel{.guid = cdp::DownloadGuid(armed.watch.guid())};
  cancel.browserContextId = cdp::BrowserContextId(armed.hub->context_id);
  co_await armed.hub->root.send_may_fail(std::move(cancel), deadline);
}

bool is_our_decision(DownloadResult result) {
  return result == DownloadResult::kIdleTimeout || result == DownloadResult::kTotalTimeout;
}

}  // namespace

Download::Download(std::unique_ptr<ArmedDownload> armed) : armed_(std::move(armed)) {}
Download::Download(Download&&) noexcept = default;
Download& Download::operator=(Download&&) noexcept = default;
Download::~Download() = default;

bool Download::has_begun() const {
  return armed_->watch.has_begun();
}

awaitable<void> Download::wait_for_news(Deadline deadline) {
  ArmedDownload& armed = *armed_;
  const auto next = armed.watch.next_deadline();
  const Deadline until = next ? deadline.earlier_of(*next - now()) : deadline;
  try {
    co_await armed.changed.wait(until, "news of the download");
  } catch (const cdp::DeadlineExceeded&) {
    // A clock of the watch, or the caller's.
  }
  armed.watch.time_passed(now());
  if (!armed.watch.outcome() && deadline.has_passed()) throw cdp::DeadlineExceeded("the outcome of a download");
}

awaitable<std::optional<DownloadEvidence>> Download::begun(Deadline deadline) {
  ArmedDownload& armed = *armed_;
  armed.watch.trigger_done(now());
  while (!armed.watch.has_begun() && !armed.watch.outcome()) co_await wait_for_news(deadline);
  if (!armed.watch.has_begun()) co_return std::nullopt;
  co_return armed.watch.evidence();
}

awaitable<DownloadOutcome> Download::outcome(Deadline deadline) {
  ArmedDownload& armed = *armed_;
  if (armed.final_outcome) co_return *armed.final_outcome;
  armed.watch.trigger_done(now());
  while (!armed.watch.outcome()) co_await wait_for_news(deadline);
  DownloadOutcome outcome = *armed.watch.outcome();
  if (is_our_decision(outcome.result)) co_await stop_in_chrome(armed, deadline);
  if (outcome.completed()) {
    const std::filesystem::path file = outcome.evidence.file;
    const std::string beginning = co_await on_worker([file] { return read_beginning(file, kJudgedBytes); });
    outcome = judge_content(std::move(outcome), beginning, armed.expectation);
  }
  armed.final_outcome = outcome;
  co_return outcome;
}

awaitable<void> Download::cancel(Deadline deadline) {
  ArmedDownload& armed = *armed_;
  if (armed.watch.outcome()) co_return;
  armed.watch.cancelled();
  armed.changed.notify_all();
  co_await stop_in_chrome(armed, deadline);
}

awaitable<void> Download::discard(Deadline deadline) {
  co_await cancel(deadline);
  DownloadOutcome ended = co_await outcome(deadline);
  const std::filesystem::path file = std::exchange(ended.evidence.file, {});
  if (file.empty()) co_return;
  co_await on_worker([file] { std::filesystem::remove(file); });
  ended.result = DownloadResult::kDeleted;
  ended.evidence.detail = "its file was deleted";
  armed_->final_outcome = ended;
}

}  // namespace nightporter::engine
