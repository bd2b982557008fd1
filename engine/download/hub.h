#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cdp/protocol/browser.h"
#include "cdp/protocol/network.h"
#include "cdp/protocol/target.h"
#include "engine/browser/context_options.h"
#include "engine/download/armed_download.h"
#include "engine/download/page_family.h"

namespace nightporter::engine {

/// Gives each event of Chrome to the armed downloads that it concerns. Fed by DownloadTracker; speaks to nobody.
struct DownloadHub {
  DownloadHub(cdp::Session& root, std::string context_id, Downloads policy, std::filesystem::path quarantine);
  ~DownloadHub();
  DownloadHub(const DownloadHub&) = delete;
  DownloadHub& operator=(const DownloadHub&) = delete;

  void add(ArmedDownload& armed);
  void remove(ArmedDownload& armed);
  bool is_idle() const { return armed.empty(); }

  // The browser's events.
  void target_seen(const cdp::target::TargetInfo& target);
  void target_gone(const std::string& target);
  void download_began(const cdp::browser::DownloadWillBegin& event);
  void download_progressed(const cdp::browser::DownloadProgress& event);

  // Events of one page's session; `target` is the page's.
  void document_requested(const std::string& target, const cdp::network::RequestWillBeSent& event);
  void document_answered(const std::string& target, const cdp::network::ResponseReceived& event);
  void document_failed(const std::string& target, const cdp::network::LoadingFailed& event);
  void navigated(const std::string& target, const std::string& frame, const std::string& url);

  void page_closed(const std::string& target);
  void all_closed(const std::string& why);

  std::optional<std::string> disk_problem(std::int64_t bytes) const;

  cdp::Session& root;
  std::string context_id;
  Downloads policy;
  std::filesystem::path quarantine;
  PageFamily family;
  std::vector<ArmedDownload*> armed;                    // in the order of arming
  std::set<std::string> under_way;                      // guids of what pages of this context have begun, armed or not
  std::map<std::string, std::string> frame_of_request;  // of documents under way
  /// Addresses whose answers were captured: of <a download> Chrome still announces a download at once, and then that it is cancelled.
  std::map<std::string, DownloadWatch::Time> captured_urls;

 private:
  using Visit = std::function<void(ArmedDownload&, DownloadWatch::Place)>;
  /// Calls `visit` for every armed download that what happens in `frame` of the page `target` concerns; not for those of the context.
  void for_family(const std::string& target, const std::string& frame, const Visit& visit);
  ArmedDownload* taker(const std::string& frame) const;

  std::map<std::string, std::string> targets_of_context_;  // pages of this context that Chrome told of, and their type
};

}  // namespace nightporter::engine
