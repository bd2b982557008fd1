#pragma once

#include <filesystem>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {
class Page;
class RecordedTrace;
class TraceRecorder;
}  // namespace nightporter::engine

namespace nightporter::stages {

/// What was kept of a failure. Empty paths: that part could not be had (a crashed page has no picture).
struct FailureEvidence {
  std::filesystem::path picture;  // PNG of the viewport
  std::filesystem::path html;     // the document as it was
  std::filesystem::path traffic;  // console lines, page errors and requests, oldest first
  std::filesystem::path trace;    // see engine::TraceRecorder
  std::filesystem::path har;

  bool empty() const { return picture.empty() && html.empty() && traffic.empty() && trace.empty() && har.empty(); }
};

/// Writes `<stem>.png`, `<stem>.html`, `<stem>.txt` and, when there is a recorder, `<stem>.trace.zip` and `<stem>.har` into `folder` (mode
/// 0700, files 0600). The element that was asked for last and could not be had is outlined in the picture; where there was none, the
/// closest ones. With a `picture_name` the picture is `<picture_name>.png`, `<picture_name>_2.png`, …: the first that is not there yet.
/// No known secret stands in any of them. Never throws for what the page or the disk refuses: evidence must not hide the
/// failure that it is of.
awaitable<FailureEvidence> keep_failure_evidence(engine::Page& page, engine::TraceRecorder* trace, std::filesystem::path folder,
                                                 std::string stem, std::string picture_name, Deadline deadline);

/// Writes only the trace and the HAR.
awaitable<FailureEvidence> keep_trace(engine::RecordedTrace& trace, std::filesystem::path folder, std::string stem);

/// Writes a picture that a recipe asked for, as `<stem>.png`. Empty when it could not be written.
std::filesystem::path keep_screenshot(const std::filesystem::path& folder, const std::string& stem, const std::string& png);

}  // namespace nightporter::stages
