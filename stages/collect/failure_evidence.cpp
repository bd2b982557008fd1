#include "stages/collect/failure_evidence.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "cdp/error.h"
#include "cdp/log/redactor.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/evidence/evidence_ring.h"
#include "engine/evidence/failure_outline.h"
#include "engine/trace/trace_recorder.h"
#include "storage/database.h"

namespace nightporter::stages {

namespace {

/// Empty when the file could not be written whole.
std::filesystem::path write_private_file(const std::filesystem::path& file, const std::string& content) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return {};
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t count = ::write(descriptor, content.data() + written, content.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  ::close(descriptor);
  return written == content.size() ? file : std::filesystem::path();
}

std::filesystem::path free_name(const std::filesystem::path& folder, const std::string& name) {
  std::filesystem::path file = folder / (name + ".png");
  for (int number = 2; std::filesystem::exists(file); ++number) file = folder / (name + "_" + std::to_string(number) + ".png");
  return file;
}

bool make_private_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return !error;
}

std::string time_text(std::chrono::system_clock::time_point time) {
  return storage::to_iso(std::chrono::floor<std::chrono::milliseconds>(time));
}

std::string traffic_text(const engine::EvidenceRing& ring) {
  std::vector<std::pair<std::chrono::system_clock::time_point, std::string>> lines;
  for (const auto& line : ring.console())
    lines.emplace_back(line.time, "console " + line.level + ": " + line.text +
                                      (line.url.empty() ? "" : "  (" + line.url + ":" + std::to_string(line.line) + ")"));
  for (const auto& error : ring.page_errors())
    lines.emplace_back(error.time, "page error: " + error.message + "  (" + error.page_url + ")");
  const auto add_request = [&lines](const engine::RequestLine& request) {
    const std::string end = request.failure.empty() ? std::to_string(request.status) : request.failure;
    lines.emplace_back(request.time,
                       request.method + " " + request.url + " → " + end + ", " + std::to_string(request.duration.count()) + " ms");
  };
  for (const auto& request : ring.requests()) add_request(request);
  for (const auto& request : ring.failures()) add_request(request);
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  std::string text;
  for (const auto& [time, line] : lines) text += time_text(time) + " " + line + "\n";
  return text;
}

awaitable<void> hide_session_cookies(engine::BrowserContext& context, Deadline deadline) {
  try {
    co_await context.hide_session_cookies(deadline);
  } catch (const engine::Error&) {
  } catch (const cdp::Error&) {
    // The browser has gone, and the page with it.
  }
}

/// The result, or nothing when the page cannot give it any more.
awaitable<std::optional<std::string>> try_to_get(awaitable<std::string> part) {
  try {
    co_return co_await std::move(part);
  } catch (const std::exception&) {
    co_return std::nullopt;
  }
}

/// `write` is given the names of trace and HAR.
template <class Write>
awaitable<FailureEvidence> write_trace(std::filesystem::path folder, std::string stem, Write write) {
  FailureEvidence evidence;
  if (!make_private_folder(folder)) co_return evidence;
  const std::filesystem::path zip = folder / (stem + ".trace.zip");
  const std::filesystem::path har = folder / (stem + ".har");
  try {
    co_await write(zip, har);
    evidence.trace = zip;
    evidence.har = har;
  } catch (const engine::Error&) {
    // The disk is full, say: the failure itself is told all the same.
  } catch (const cdp::Error&) {
  }
  co_return evidence;
}

}  // namespace

awaitable<FailureEvidence> keep_trace(engine::RecordedTrace& trace, std::filesystem::path folder, std::string stem) {
  co_return co_await write_trace(std::move(folder), std::move(stem),
                                 [&trace](const auto& zip, const auto& har) { return trace.write(zip, har); });
}

awaitable<FailureEvidence> keep_failure_evidence(engine::Page& page, engine::TraceRecorder* trace, std::filesystem::path folder,
                                                 std::string stem, std::string picture_name, Deadline deadline) {
  FailureEvidence evidence;
  if (!make_private_folder(folder)) co_return evidence;
  co_await hide_session_cookies(page.context(), deadline.earlier_of(std::chrono::seconds(2)));
  const std::shared_ptr<const cdp::Redactor> redactor = page.context().browser().redactor();
  evidence.traffic = write_private_file(folder / (stem + ".txt"), redactor->redact_text(traffic_text(page.context().evidence())));
  const bool outlined = co_await engine::outline_failure(page, deadline.earlier_of(std::chrono::seconds(2)));
  if (const auto picture = co_await try_to_get(page.screenshot({}, deadline.earlier_of(std::chrono::seconds(5)))))
    evidence.picture = write_private_file(picture_name.empty() ? folder / (stem + ".png") : free_name(folder, picture_name), *picture);
  if (outlined) co_await engine::remove_outline(page, deadline.earlier_of(std::chrono::seconds(2)));
  if (const auto html = co_await try_to_get(page.content(deadline.earlier_of(std::chrono::seconds(5)))))
    evidence.html = write_private_file(folder / (stem + ".html"), redactor->redact_text(*html));
  if (trace != nullptr) {
    const FailureEvidence recorded = co_await write_trace(
        folder, stem, [trace, deadline](const auto& zip, const auto& har) { return trace->write(zip, har, deadline); });
    evidence.trace = recorded.trace;
    evidence.har = recorded.har;
  }
  co_return evidence;
}

std::filesystem::path keep_screenshot(const std::filesystem::path& folder, const std::string& stem, const std::string& png) {
  if (!make_private_folder(folder)) return {};
  return write_private_file(folder / (stem + ".png"), png);
}

}  // namespace nightporter::stages
