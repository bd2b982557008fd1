#include "engine/download/hub.h"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <system_error>

#include "cdp/session.h"
#include "engine/download/response_capture.h"
#include "engine/download/response_head.h"

namespace nightporter::engine {
namespace {

/// How soon after a captured answer an announcement is still its echo, and not the next download from the same address.
constexpr std::chrono::milliseconds kEchoOfCapture{1'000};

DownloadWatch::Time now() {
  return std::chrono::steady_clock::now();
}

// CDP counts bytes in doubles, so that more than 2 GiB fit.
std::int64_t bytes(double count) {
  return count > 0 ? static_cast<std::int64_t>(count) : 0;
}

}  // namespace

ArmedDownload::ArmedDownload(DownloadHub& hub, std::string page_target, std::string page_url, DownloadLimits limits,
                             DownloadExpectation expectation)
    : hub(&hub),
      page_target(std::move(page_target)),
      expectation(std::move(expectation)),
      watch(
          limits, this->expectation.is_sign_in_page, [&hub](std::int64_t bytes) { return hub.disk_problem(bytes); }, std::move(page_url)) {
  hub.add(*this);
}

ArmedDownload::~ArmedDownload() {
  if (capture) capture->forget();
  if (!hub) return;
  if (watch.has_begun() && !watch.outcome() && !capture) {
    hub->root.send_and_forget(
        cdp::browser::CancelDownload{.guid = cdp::DownloadGuid(watch.guid()), .browserContextId = cdp::BrowserContextId(hub->context_id)});
  }
  hub->remove(*this);
}

DownloadHub::DownloadHub(cdp::Session& root, std::string context_id, Downloads policy, std::filesystem::path quarantine)
    : root(root), context_id(std::move(context_id)), policy(policy), quarantine(std::move(quarantine)) {}

DownloadHub::~DownloadHub() {
  all_closed("the context is gone");
  for (ArmedDownload* one : armed) one->hub = nullptr;
}

void DownloadHub::add(ArmedDownload& one) {
  armed.push_back(&one);
}

void DownloadHub::remove(ArmedDownload& one) {
  std::erase(armed, &one);
}

void DownloadHub::target_seen(const cdp::target::TargetInfo& target) {
  if (!target.browserContextId || target.browserContextId->value() != context_id) return;
  if (target.type == "iframe") {
    if (target.parentFrameId) family.frame_attached(target.targetId.value(), target.parentFrameId->value());
    return;
  }
  if (target.type != "page" && target.type != "tab") return;
  const std::string opener = target.openerId ? target.openerId->value() : std::string();
  const bool is_new = targets_of_context_.emplace(target.targetId.value(), target.type).second;
  family.page_seen(target.targetId.value(), opener);
  if (!is_new || opener.empty()) return;
  for_family(target.targetId.value(), target.targetId.value(), [&](ArmedDownload& one, DownloadWatch::Place place) {
    if (place == DownloadWatch::Place::kPopup) one.watch.popup_opened(target.targetId.value());
  });
}

void DownloadHub::target_gone(const std::string& target) {
  if (targets_of_context_.erase(target) == 0) return;
  for (ArmedDownload* one : armed) {
    one->watch.popup_closed(target, now());
    one->changed.notify_all();
  }
}

ArmedDownload* DownloadHub::taker(const std::string& frame) const {
  std::vector<std::string> pages = family.ancestry(frame);
  if (!pages.empty()) pages.emplace_back();  // then who waits for whatever the context's pages begin
  for (const std::string& page : pages) {
    for (ArmedDownload* one : armed) {
      // What is to be captured is never what Chrome saves.
      if (one->page_target == page && !one->capture && !one->watch.has_begun() && !one->watch.outcome()) return one;
    }
  }
  return nullptr;
}

void DownloadHub::download_began(const cdp::browser::DownloadWillBegin& event) {
  if (!family.ancestry(event.frameId.value()).empty()) under_way.insert(event.guid.value());
  if (const auto captured = captured_urls.find(event.url); captured != captured_urls.end()) {
    const bool is_echo = now() - captured->second < kEchoOfCapture;
    captured_urls.erase(captured);
    if (is_echo) return;
  }
  ArmedDownload* one = taker(event.frameId.value());
  if (!one) return;
  const std::vector<std::string> pages = family.ancestry(event.frameId.value());
  const std::string page = !one->page_target.empty() ? one->page_target : pages.empty() ? std::string() : pages.back();
  one->watch.begun(event.guid.value(), event.url, event.suggestedFilename, page, now());
  if (policy == Downloads::kRefuse) one->watch.refused();
  one->changed.notify_all();
}

void DownloadHub::download_progressed(const cdp::browser::DownloadProgress& event) {
  if (event.state != "inProgress") under_way.erase(event.guid.value());
  for (ArmedDownload* one : armed) {
    if (one->watch.guid() != event.guid.value()) continue;
    if (event.state == "completed") {
      const std::filesystem::path file =
          event.filePath && !event.filePath->empty() ? std::filesystem::path(*event.filePath) : quarantine / event.guid.value();
      std::error_code error;
      const auto size = std::filesystem::file_size(file, error);
      one->watch.completed(file, error ? -1 : static_cast<std::int64_t>(size));
    } else if (event.state == "canceled") {
      one->watch.interrupted();
    } else {
      one->watch.progressed(bytes(event.receivedBytes), bytes(event.totalBytes), now());
    }
    one->changed.notify_all();
    return;
  }
}

void DownloadHub::for_family(const std::string& target, const std::string& frame, const Visit& visit) {
  if (armed.empty()) return;
  const std::vector<std::string> pages = family.ancestry(target);
  for (ArmedDownload* one : armed) {
    const auto at = std::find(pages.begin(), pages.end(), one->page_target);
    if (at == pages.end()) continue;
    const bool main_frame = frame == target;
    visit(*one, !main_frame           ? DownloadWatch::Place::kChildFrame
                : at == pages.begin() ? DownloadWatch::Place::kPage
                                      : DownloadWatch::Place::kPopup);
    one->changed.notify_all();
  }
}

void DownloadHub::document_requested(const std::string& target, const cdp::network::RequestWillBeSent& event) {
  const std::string frame = event.frameId ? event.frameId->value() : target;
  frame_of_request[event.requestId.value()] = frame;
  for_family(target, frame, [&](ArmedDownload& one, DownloadWatch::Place place) {
    one.watch.document_requested(event.requestId.value(), event.request.url, place);
  });
  for (ArmedDownload* one : armed)
    if (one->page_target.empty())
      one->watch.document_requested(event.requestId.value(), event.request.url, DownloadWatch::Place::kElsewhere);
}

void DownloadHub::document_answered(const std::string& target, const cdp::network::ResponseReceived& event) {
  const std::string frame = event.frameId ? event.frameId->value() : target;
  for_family(target, frame, [&](ArmedDownload& one, DownloadWatch::Place place) {
    one.watch.document_answered(event.requestId.value(), document_of(event.response), place, now());
  });
  for (ArmedDownload* one : armed)
    if (one->page_target.empty())
      one->watch.document_answered(event.requestId.value(), document_of(event.response), DownloadWatch::Place::kElsewhere, now());
}

void DownloadHub::document_failed(const std::string& target, const cdp::network::LoadingFailed& event) {
  const auto known = frame_of_request.find(event.requestId.value());
  if (known == frame_of_request.end()) return;
  for_family(target, known->second, [&](ArmedDownload& one, DownloadWatch::Place place) {
    one.watch.document_failed(event.requestId.value(), event.errorText, place, now());
  });
  frame_of_request.erase(known);
}

void DownloadHub::navigated(const std::string& target, const std::string& frame, const std::string& url) {
  for_family(target, frame, [&](ArmedDownload& one, DownloadWatch::Place place) { one.watch.navigated(url, place, now()); });
}

void DownloadHub::page_closed(const std::string& target) {
  for (ArmedDownload* one : armed) {
    if (one->page_target != target) continue;
    one->watch.closed("the page closed before a download began", true);
    one->changed.notify_all();
  }
}

void DownloadHub::all_closed(const std::string& why) {
  for (ArmedDownload* one : armed) {
    one->watch.closed(why, false);
    one->changed.notify_all();
  }
}

std::optional<std::string> DownloadHub::disk_problem(std::int64_t bytes) const {
  struct stat status{};
  if (::stat(quarantine.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    return "the quarantine " + quarantine.string() + " is not a folder";
  const bool others = (status.st_mode & S_IWOTH) != 0;
  // Run as root, the browser is another user; else it is us.
  const bool writable = ::geteuid() == 0 ? others || status.st_uid != 0 : ::access(quarantine.c_str(), W_OK | X_OK) == 0;
  if (!writable || (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0) {
    return "the browser cannot write to the quarantine " + quarantine.string();
  }
  struct statvfs space{};
  constexpr std::int64_t kAlmostNothing = 1 << 16;
  if (::statvfs(quarantine.c_str(), &space) == 0 &&
      static_cast<std::int64_t>(space.f_bavail) * static_cast<std::int64_t>(space.f_frsize) < std::max(bytes, kAlmostNothing)) {
    return "no space is left for " + quarantine.string();
  }
  return std::nullopt;
}

}  // namespace nightporter::engine
