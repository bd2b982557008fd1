#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "engine/content/file_kind.h"

namespace nightporter::engine {

/// Three clocks, each with an outcome of its own.
struct DownloadLimits {
  std::chrono::milliseconds begin_within{30'000};  // from the first outcome() (the trigger is done) to the beginning of the download
  std::chrono::milliseconds idle{30'000};          // without a new byte
  std::chrono::milliseconds total{300'000};        // from the beginning to the end
  /// How long a download may still begin after the page has gone to another address or its popup has closed (and outcome() was called).
  std::chrono::milliseconds after_navigation{5'000};
};

/// What the file should be, and how to tell the site's sign-in page from it.
struct DownloadExpectation {
  FileKind kind = FileKind::kAny;
  bool empty_file_allowed = false;
  std::function<bool(std::string_view url)> is_sign_in_page;   // of an address that the page or the download was led to
  std::function<bool(std::string_view body)> is_sign_in_body;  // of the first 256 KiB of a file that turned out to be HTML
};

}  // namespace nightporter::engine
