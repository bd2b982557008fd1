#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cdp/async/signal.h"
#include "engine/download/limits.h"
#include "engine/download/page_family.h"
#include "engine/download/watch.h"

namespace nightporter::cdp {
class Session;
}

namespace nightporter::engine {

struct DownloadHub;
class ResponseCapture;

/// One armed Download: the watch that decides, and who must be told. Owned by its Download; the hub knows it until it is destroyed.
struct ArmedDownload {
  ArmedDownload(DownloadHub& hub, std::string page_target, std::string page_url, DownloadLimits limits, DownloadExpectation expectation);
  ~ArmedDownload();
  ArmedDownload(const ArmedDownload&) = delete;
  ArmedDownload& operator=(const ArmedDownload&) = delete;

  DownloadHub* hub;         // null once the tracker is gone
  std::string page_target;  // empty: any page of the context
  DownloadExpectation expectation;
  DownloadWatch watch;
  Signal changed;
  std::optional<DownloadOutcome> final_outcome;
  std::shared_ptr<ResponseCapture> capture;  // null: Chrome saves the file
};

}  // namespace nightporter::engine
