#include "engine/download/tracker.h"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <map>
#include <utility>
#include <vector>

#include "cdp/protocol/browser.h"
#include "cdp/protocol/network.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/target.h"
#include "cdp/session.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/download/armed_download.h"
#include "engine/download/hub.h"
#include "engine/download/response_capture.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

// A page makes hundreds of requests; only its documents matter, and only while somebody waits.
bool speaks_of_document(std::string_view params) {
  return params.find("\"type\":\"Document\"") != std::string_view::npos;
}

}  // namespace

struct DownloadTracker::State {
  State(cdp::Session& root, std::string context_id, Downloads policy, std::filesystem::path quarantine)
      : hub(root, std::move(context_id), policy, std::move(quarantine)) {}

  template <class Event>
  void listen_to_documents(cdp::Session& session, std::vector<cdp::Subscription>& subscriptions,
                           std::function<void(const Event&)> handler) {
    subscriptions.push_back(session.on_raw(std::string(Event::kEvent), [this, handler = std::move(handler)](std::string_view params) {
      if (!hub.is_idle() && speaks_of_document(params)) handler(cdp::decode<Event>(std::string(params)));
    }));
  }

  void listen_to_frames(cdp::Session& session, const std::string& page);
  /// Whoever captures answers of `page`, or of what opened it, hears of those to its new session too.
  void capture_from(const Page& page, FrameSession& session);
  void require_catching() const;

  DownloadHub hub;
  std::vector<cdp::Subscription> root_subscriptions;
  std::map<std::string, std::vector<cdp::Subscription>> page_subscriptions;  // by target id
  std::map<std::string, std::string> targets_of_sessions;
  std::optional<cdp::Reply<cdp::browser::SetDownloadBehavior>> starting;
};

void DownloadTracker::State::listen_to_frames(cdp::Session& session, const std::string& page) {
  std::vector<cdp::Subscription>& subscriptions = page_subscriptions[page];
  subscriptions.push_back(session.on<cdp::page::FrameAttached>(
      [this](const auto& event) { hub.family.frame_attached(event.frameId.value(), event.parentFrameId.value()); }));
  subscriptions.push_back(session.on<cdp::page::FrameNavigated>([this, page](const auto& event) {
    // Of an out-of-process iframe the first frame may be known from here only.
    if (event.frame.parentId) hub.family.frame_attached(event.frame.id.value(), event.frame.parentId->value());
    hub.navigated(page, event.frame.id.value(), event.frame.url);
  }));
  listen_to_documents<cdp::network::RequestWillBeSent>(session, subscriptions,
                                                       [this, page](const auto& event) { hub.document_requested(page, event); });
  listen_to_documents<cdp::network::ResponseReceived>(session, subscriptions,
                                                      [this, page](const auto& event) { hub.document_answered(page, event); });
  listen_to_documents<cdp::network::LoadingFailed>(session, subscriptions,
                                                   [this, page](const auto& event) { hub.document_failed(page, event); });
}

void DownloadTracker::State::capture_from(const Page& page, FrameSession& session) {
  const std::vector<std::string> pages = hub.family.ancestry(page.id());
  for (ArmedDownload* armed : hub.armed)
    if (armed->capture && std::find(pages.begin(), pages.end(), armed->page_target) != pages.end()) armed->capture->watch(session);
}

void DownloadTracker::State::require_catching() const {
  if (hub.policy == Downloads::kLeaveAlone)
    throw Error("the downloads of this browser context are left alone", "make it with ContextOptions::downloads = Downloads::kAccept");
}

DownloadTracker::DownloadTracker(cdp::Session& root, std::string browser_context_id, Downloads policy, std::filesystem::path quarantine)
    : state_(std::make_unique<State>(root, std::move(browser_context_id), policy, std::move(quarantine))) {
  State& state = *state_;
  const auto listen = [&](cdp::Subscription subscription) { state.root_subscriptions.push_back(std::move(subscription)); };
  listen(root.on<cdp::target::TargetCreated>([&state](const auto& event) { state.hub.target_seen(event.targetInfo); }));
  listen(root.on<cdp::target::TargetInfoChanged>([&state](const auto& event) { state.hub.target_seen(event.targetInfo); }));
  listen(root.on<cdp::target::AttachedToTarget>([&state](const auto& event) {
    state.targets_of_sessions[event.sessionId.value()] = event.targetInfo.targetId.value();
    state.hub.target_seen(event.targetInfo);
  }));
  listen(root.on<cdp::target::DetachedFromTarget>([&state](const auto& event) {
    const auto known = state.targets_of_sessions.find(event.sessionId.value());
    if (known == state.targets_of_sessions.end()) return;
    const std::string target = known->second;
    state.targets_of_sessions.erase(known);
    state.hub.target_gone(target);
  }));
  listen(root.on<cdp::target::TargetDestroyed>([&state](const auto& event) { state.hub.target_gone(event.targetId.value()); }));
  listen(root.on<cdp::browser::DownloadWillBegin>([&state](const auto& event) { state.hub.download_began(event); }));
  listen(root.on<cdp::browser::DownloadProgress>([&state](const auto& event) { state.hub.download_progressed(event); }));
  listen(root.on_detached([&state] { state.hub.all_closed("the browser is gone"); }));
}

DownloadTracker::~DownloadTracker() = default;

void DownloadTracker::start() {
  if (state_->hub.policy == Downloads::kLeaveAlone) return;
  const bool accept = state_->hub.policy == Downloads::kAccept;
  cdp::browser::SetDownloadBehavior behavior{.behavior = accept ? "allowAndName" : "deny"};
  behavior.browserContextId = cdp::BrowserContextId(state_->hub.context_id);
  if (accept) behavior.downloadPath = state_->hub.quarantine.string();
  behavior.eventsEnabled = true;
  state_->starting.emplace(state_->hub.root.start(behavior));
}

awaitable<void> DownloadTracker::started(Deadline deadline) {
  if (auto starting = std::exchange(state_->starting, std::nullopt)) co_await std::move(*starting).get(deadline);
}

void DownloadTracker::page_opened(Page& page) {
  State& state = *state_;
  const std::string target = page.id();
  state.hub.family.page_seen(target, page.opener() ? page.opener()->id() : std::string());
  if (!state.page_subscriptions[target].empty()) return;
  state.listen_to_frames(page.session(), target);
  state.capture_from(page, page.impl().session_of(target));
}

void DownloadTracker::frame_session_opened(const Page& page, FrameSession& session) {
  state_->listen_to_frames(session.session(), page.id());
  state_->capture_from(page, session);
}

void DownloadTracker::page_closed(Page& page) {
  state_->page_subscriptions.erase(page.id());
  state_->hub.page_closed(page.id());
}

bool DownloadTracker::is_under_way() const {
  return !state_->hub.under_way.empty();
}

void DownloadTracker::context_closed(std::string why) {
  // The profile's context is never disposed of, and what its pages have begun would go on.
  for (const std::string& guid : state_->hub.under_way) {
    state_->hub.root.send_and_forget(
        cdp::browser::CancelDownload{.guid = cdp::DownloadGuid(guid), .browserContextId = cdp::BrowserContextId(state_->hub.context_id)});
  }
  state_->hub.all_closed(why);
}

Download DownloadTracker::arm(Page& page, DownloadLimits limits, DownloadExpectation expectation) {
  state_->require_catching();
  return Download(std::make_unique<ArmedDownload>(state_->hub, page.id(), page.url(), limits, std::move(expectation)));
}

Download DownloadTracker::arm(DownloadLimits limits, DownloadExpectation expectation) {
  state_->require_catching();
  return Download(std::make_unique<ArmedDownload>(state_->hub, std::string(), std::string(), limits, std::move(expectation)));
}

awaitable<Download> DownloadTracker::arm_capture(Page& page, UrlPattern url, DownloadLimits limits, DownloadExpectation expectation) {
  state_->require_catching();
  const auto executor = co_await boost::asio::this_coro::executor;
  auto armed = std::make_unique<ArmedDownload>(state_->hub, page.id(), page.url(), limits, std::move(expectation));
  armed->capture = std::make_shared<ResponseCapture>(*armed, std::move(url), executor);
  page.impl().require_open();
  for (const auto& [target, frame_session] : page.impl().sessions) armed->capture->watch(*frame_session);
  co_return Download(std::move(armed));
}

const std::filesystem::path& DownloadTracker::quarantine() const {
  return state_->hub.quarantine;
}

}  // namespace nightporter::engine
