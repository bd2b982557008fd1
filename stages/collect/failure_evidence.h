#pragma once

#include <filesystem>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {
class Page;
}

namespace nightporter::stages {

/// What was kept of a failure. Empty paths: that part could not be had (a crashed page has no picture).
struct FailureEvidence {
  std::filesystem::path picture;  // PNG of the viewport
  std::filesystem::path html;     // the document as it was
  std::filesystem::path traffic;  // console lines, page errors and requests, oldest first

  bool empty() const { return picture.empty() && html.empty() && traffic.empty(); }
};

/// Writes `<stem>.png`, `<stem>.html` and `<stem>.txt` into `folder` (mode 0700, files 0600). Never throws for what the page or the
/// disk refuses: evidence must not hide the failure that it is of.
awaitable<FailureEvidence> keep_failure_evidence(engine::Page& page, std::filesystem::path folder, std::string stem, Deadline deadline);

/// Writes a picture that a recipe asked for, as `<stem>.png`. Empty when it could not be written.
std::filesystem::path keep_screenshot(const std::filesystem::path& folder, const std::string& stem, const std::string& png);

}  // namespace nightporter::stages
