#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/download/tracker.h"
#include "sites/run/excerpt.h"
#include "sites/run/file_kind.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

using Result = engine::DownloadResult;

/// A page that says "nothing in this period" often has no export, or one that never answers: it is given less time.
constexpr Milliseconds kPatienceWhenEmpty(10'000);
constexpr Milliseconds kPatienceForButton(3'000);

bool can_mean_nothing_to_export(const DownloadFailed& failure) {
  for (const Result result : {Result::kBeginTimeout, Result::kNavigatedInstead, Result::kEmptyFile})
    if (failure.outcome() == engine::to_string(result)) return true;
  return false;
}

std::optional<Trouble> trouble_of(const engine::DownloadOutcome& outcome) {
  switch (outcome.result) {
    case Result::kNetworkDropped:
      return Trouble::kNetwork;
    case Result::kBeginTimeout:
    case Result::kIdleTimeout:
    case Result::kTotalTimeout:
    case Result::kEmptyFile:
    case Result::kClosed:
      return Trouble::kDownload;
    case Result::kHttpError:
      if (outcome.evidence.status == 0) return Trouble::kNetwork;
      if (outcome.evidence.status == 429 || outcome.evidence.status >= 500) return Trouble::kServer;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

/// In one line, with the words of the server where there are any.
std::string what_was_wrong(const engine::DownloadOutcome& outcome) {
  if (outcome.evidence.file.empty()) return outcome.explain();
  const std::string words = excerpt(engine::read_beginning(outcome.evidence.file));
  if (outcome.result == Result::kHttpError) return "the server answers " + std::to_string(outcome.evidence.status) + words;
  return outcome.result == Result::kWrongType ? outcome.explain() + words : outcome.explain();
}

std::string without_query(const std::string& url) {
  std::string path = url.substr(0, url.find_first_of("?#"));
  while (path.ends_with('/')) path.pop_back();
  return path;
}

/// "SignIn", "log-in.aspx".
bool is_sign_in(std::string part) {
  static const std::set<std::string> kNames = {"login", "log-in", "signin", "sign-in", "logon", "log-on"};
  std::ranges::transform(part, part.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::size_t dot = part.find('.');
  if (dot != std::string::npos) {
    const std::string ending = part.substr(dot + 1);
    if (ending.empty() || !std::ranges::all_of(ending, [](char c) { return c >= 'a' && c <= 'z'; })) return false;
  }
  return kNames.contains(part.substr(0, dot));
}

/// Has a part such as "/SignIn/" or "/log-in.aspx" behind the host.
bool names_a_sign_in(const std::string& url) {
  const std::size_t scheme = url.find("://");
  for (std::size_t begin = url.find('/', scheme == std::string::npos ? 0 : scheme + 3); begin != std::string::npos;) {
    const std::size_t end = url.find('/', begin + 1);
    if (is_sign_in(url.substr(begin + 1, end == std::string::npos ? end : end - begin - 1))) return true;
    begin = end;
  }
  return false;
}

}  // namespace

bool StepRunner::leads_to_sign_in(const std::string& url) const {
  const std::string path = without_query(url);
  if (names_a_sign_in(path)) return true;
  for (const Step& step : task_.recipe.session.sign_in)
    if (const auto* action = std::get_if<GoTo>(&step.action); action != nullptr && without_query(url_of(action->url)) == path) return true;
  return false;
}

void StepRunner::keep(FetchedDownload file) {
  file.period = *period_;
  for (const FetchedDownload& other : files_.files)
    if (other.period == file.period) ++file.part;
  files_.files.push_back(std::move(file));
}

void StepRunner::refuse_download(const Step& step, const engine::DownloadOutcome& outcome) const {
  const std::string reason = what_was_wrong(outcome);
  std::error_code ignored;  // what stays goes with the quarantine
  std::filesystem::remove(outcome.evidence.file, ignored);
  if (outcome.result == Result::kSessionExpired) throw LoginNeeded(place_of(step), "the session has ended: " + reason);
  if (outcome.result == Result::kHttpError && (outcome.evidence.status == 401 || outcome.evidence.status == 419))
    throw LoginNeeded(place_of(step), "the session has ended: " + reason);
  throw DownloadFailed(place_of(step), reason, std::string(engine::to_string(outcome.result)), trouble_of(outcome));
}

awaitable<bool> StepRunner::shows_empty_marker(Deadline deadline) {
  if (task_.empty_marker.empty()) co_return false;
  const bool is_empty = co_await Place(page_).shows(task_.empty_marker, variables_, deadline);
  files_.page_showed_empty_marker = files_.page_showed_empty_marker || is_empty;
  empty_marker_seen_ = empty_marker_seen_ || is_empty;
  co_return is_empty;
}

awaitable<void> StepRunner::do_step(const Step& step, const ExpectDownload& action, Deadline deadline) {
  const bool is_empty = co_await shows_empty_marker(deadline);
  std::exception_ptr failed;
  try {
    co_await catch_download(step, action, is_empty, is_empty ? deadline.earlier_of(kPatienceWhenEmpty * 2) : deadline);
  } catch (const SiteChanged&) {
    failed = std::current_exception();  // without records many sites show no button
  } catch (const DownloadFailed& failure) {
    if (!can_mean_nothing_to_export(failure)) throw;
    failed = std::current_exception();
  }
  // The page may have come to its words only while the button was looked for.
  if (failed && !is_empty && !co_await shows_empty_marker(overall_)) std::rethrow_exception(failed);
}

awaitable<engine::Download> StepRunner::arm(const ExpectDownload& action, engine::DownloadLimits limits,
                                            engine::DownloadExpectation expectation) {
  engine::DownloadTracker& tracker = page_.context().downloads();
  if (action.capture == ExpectDownload::Capture::kDownload) co_return tracker.arm(page_, limits, std::move(expectation));
  co_return co_await tracker.arm_capture(page_, engine::UrlPattern::parse(url_of(action.url)), limits, std::move(expectation));
}

awaitable<void> StepRunner::catch_download(const Step& step, const ExpectDownload& action, bool page_is_empty, Deadline deadline) {
  engine::DownloadLimits limits;
  limits.begin_within = page_is_empty ? std::min(action.begins_within, kPatienceWhenEmpty) : action.begins_within;
  if (task_.settings.guide) limits.begin_within = std::chrono::hours(1);  // a person is asked before the click
  limits.idle = action.idle;
  limits.total = action.total;
  engine::DownloadExpectation expectation;
  expectation.kind = file_kind_of(action.type);
  expectation.is_sign_in_page = [this](std::string_view url) { return leads_to_sign_in(std::string(url)); };
  expectation.is_sign_in_body = [](std::string_view body) { return engine::has_password_field(body); };

  engine::Download download = co_await arm(action, limits, std::move(expectation));
  engine::Download unwanted = page_.context().downloads().arm(page_, limits, engine::DownloadExpectation());
  expecting_download_ = true;
  std::exception_ptr error;
  try {
    co_await run_all(action.by, page_is_empty ? deadline.earlier_of(kPatienceForButton) : deadline);
  } catch (...) {
    error = std::current_exception();
  }
  expecting_download_ = false;
  if (error) std::rethrow_exception(error);

  const engine::DownloadOutcome outcome = co_await download.outcome(deadline);
  if (!outcome.completed()) {
    const bool may_be_signed_out =
        outcome.result == Result::kNavigatedInstead || outcome.result == Result::kBeginTimeout || outcome.result == Result::kWrongType;
    if (may_be_signed_out)
      if (const auto end = co_await session_end(deadline)) throw LoginNeeded(place_of(step), end->reason, end->page);
    refuse_download(step, outcome);
  }
  if (unwanted.has_begun()) {
    std::filesystem::remove(outcome.evidence.file);
    throw DownloadFailed(place_of(step), "more than one file came; one expect_download catches one file", "several files", std::nullopt);
  }
  FetchedDownload file;
  file.file = outcome.evidence.file;
  file.type = action.type;
  file.suggested_name = outcome.evidence.suggested_name;
  file.final_url = outcome.evidence.url;
  file.status = outcome.evidence.status;
  file.size_bytes = static_cast<std::uintmax_t>(outcome.evidence.bytes_received);
  file.length_verified = outcome.evidence.length_verified;
  file.page_showed_empty_marker = page_is_empty;
  keep(std::move(file));
}

}  // namespace nightporter::sites
