#include "engine/browser/frame_session.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <set>
#include <utility>

#include "cdp/error.h"
#include "cdp/protocol/emulation.h"
#include "cdp/protocol/fetch.h"
#include "cdp/protocol/inspector.h"
#include "cdp/protocol/network.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/script.h"
#include "engine/element/page_script.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

template <class Command>
cdp::RawReply send(cdp::Session& session, const Command& command) {
  return session.start(std::string(Command::kMethod), cdp::encode(command));
}

/// For spawned coroutines that turn every failure they can have into state themselves.
void expect_no_failure(const std::exception_ptr& failure) {
  if (failure) std::rethrow_exception(failure);
}

CommittedDocument document_of(const cdp::page::Frame& frame) {
  return {.frame = frame.id.value(),
          .parent = frame.parentId ? frame.parentId->value() : "",
          .loader = frame.loaderId.value(),
          .url = frame.url + frame.urlFragment.value_or(""),
          .name = frame.name.value_or(""),
          .unreachable_url = frame.unreachableUrl.value_or("")};
}

std::chrono::system_clock::time_point wall_clock(double milliseconds) {
  return std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::duration<double, std::milli>(milliseconds)));
}

}  // namespace

/// The replies that a starting target owes us.
struct FrameSession::Start {
  std::vector<cdp::RawReply> replies;
  std::vector<cdp::RawReply> harmless;
  std::optional<cdp::RawReply> time_zone;
  std::optional<cdp::Reply<cdp::page::GetFrameTree>> tree;
};

FrameSession::FrameSession(PageImpl& page, std::unique_ptr<cdp::Session> session, std::string target)
    : page_(page), session_(std::move(session)), target_(std::move(target)), interception_(*session_) {}

bool FrameSession::is_main() const {
  return target_ == page_.id;
}

void FrameSession::start() {
  subscribe();
  block_resources();
  if (page_.context.options.on_user_action) watch_ = std::make_unique<UserWatch>(page_, *session_);
  if (page_.context.session_started) page_.context.session_started(page_, *session_);
  if (!is_main()) page_.context.downloads->frame_session_opened(*page_.self, *this);
  Start start;
  send_start(start);
  boost::asio::co_spawn(page_.context.browser.executor, await_start(page_.weak_from_this(), target_, std::move(start)), expect_no_failure);
}

void FrameSession::block_resources() {
  const std::set<ResourceType>& types = page_.context.options.blocked_resources;
  if (types.empty()) return;
  std::vector<cdp::fetch::RequestPattern> patterns;
  for (const ResourceType type : types)
    patterns.push_back({.urlPattern = "http*", .resourceType = std::string(to_protocol(type)), .requestStage = "Request"});
  subscriptions_.push_back(interception_.add(std::move(patterns), [this, &types](const cdp::fetch::RequestPaused& event) {
    const auto is_its_type = [&event](ResourceType type) { return to_protocol(type) == event.resourceType; };
    const bool answered = event.responseStatusCode || event.responseErrorReason;
    if (answered || std::ranges::none_of(types, is_its_type)) return false;
    session_->send_and_forget(cdp::fetch::FailRequest{.requestId = event.requestId, .errorReason = "BlockedByClient"});
    return true;
  }));
}

void FrameSession::send_start(Start& start) {
  const ContextOptions& options = page_.context.options;
  cdp::Session& session = *session_;
  start.replies.push_back(send(session, cdp::page::Enable{}));
  start.tree.emplace(session.start(cdp::page::GetFrameTree{}));
  start.replies.push_back(send(session, cdp::page::SetLifecycleEventsEnabled{.enabled = true}));
  start.replies.push_back(send(session, cdp::runtime::Enable{}));
  start.replies.push_back(send(session, cdp::network::Enable{}));
  // Dedicated workers are paused whether the filter names them or not, so they must come here to be let go. Service and shared workers
  // are paused only when attached, and hang when two sessions hold them: they are left alone.
  start.replies.push_back(
      send(session, cdp::target::SetAutoAttach{.autoAttach = true,
                                               .waitForDebuggerOnStart = true,
                                               .flatten = true,
                                               .filter = std::vector<cdp::target::FilterEntry>{{.type = "iframe"}, {.type = "worker"}}}));
  // Who watches a person brings the functions of the page's script along, and they can be put there once only.
  start.replies.push_back(
      send(session, cdp::page::AddScriptToEvaluateOnNewDocument{.source = watch_ ? "//# sourceURL=nightporter" : page_script::source(),
                                                                .worldName = std::string(ExecutionContexts::kUtilityName),
                                                                .runImmediately = true}));
  if (watch_) watch_->send_start(start.replies);
  if (is_main()) {
    start.replies.push_back(send(session, cdp::emulation::SetFocusEmulationEnabled{.enabled = true}));
    // A person's window has the size that the person gives it.
    if (page_.context.browser.options.window_mode != WindowMode::kHeaded) {
      start.replies.push_back(
          send(session, cdp::emulation::SetDeviceMetricsOverride{
                            .width = options.viewport.width, .height = options.viewport.height, .deviceScaleFactor = 1}));
    }
  }
  if (!options.user_agent.empty() || !options.locale.empty()) {
    const std::string& agent = options.user_agent.empty() ? page_.context.browser.version.user_agent : options.user_agent;
    cdp::emulation::SetUserAgentOverride override_agent{.userAgent = agent};
    if (!options.locale.empty()) override_agent.acceptLanguage = options.locale;
    start.replies.push_back(send(session, override_agent));
  }
  // Both hold for a whole process, and are refused for the second target in it.
  if (!options.locale.empty()) start.harmless.push_back(send(session, cdp::emulation::SetLocaleOverride{.locale = options.locale}));
  if (!options.time_zone.empty()) start.time_zone = send(session, cdp::emulation::SetTimezoneOverride{.timezoneId = options.time_zone});
  start.replies.push_back(send(session, cdp::runtime::RunIfWaitingForDebugger{}));
}

awaitable<void> FrameSession::await_start(std::weak_ptr<PageImpl> weak_page, std::string target, Start start) {
  std::exception_ptr failure;
  std::string refused_time_zone;
  try {
    // The target may go at any moment, and every wait ends then.
    const auto tree = co_await std::move(*start.tree).get(Deadline::never());
    if (const auto page = weak_page.lock()) {
      if (const auto session = page->sessions.find(target); session != page->sessions.end())
        session->second->add_known_frames(tree.frameTree);
    }
    for (cdp::RawReply& reply : start.replies) co_await std::move(reply).get(Deadline::never());
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  if (start.time_zone) {
    try {
      co_await std::move(*start.time_zone).get(Deadline::never());
    } catch (const cdp::ProtocolError& error) {
      if (error.message().find("Invalid") != std::string::npos) refused_time_zone = error.message();
    } catch (const cdp::Error&) {
      if (!failure) failure = std::current_exception();
    }
  }
  const auto page = weak_page.lock();
  if (!page || target != page->id) co_return;
  if (!refused_time_zone.empty()) {
    failure = std::make_exception_ptr(Error("time zone \"" + page->context.options.time_zone + "\": " + refused_time_zone,
                                            "give a name of the IANA list, such as Asia/Kolkata"));
  }
  page->started(failure);
}

void FrameSession::subscribe() {
  cdp::Session& session = *session_;
  const auto keep = [this](cdp::Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
  keep(session.on<cdp::page::FrameAttached>([this](const auto& event) { on_attached(event); }));
  keep(session.on<cdp::page::FrameDetached>([this](const auto& event) { on_detached(event); }));
  keep(session.on<cdp::page::FrameNavigated>([this](const auto& event) { on_navigated(event); }));
  keep(session.on<cdp::page::FrameRequestedNavigation>([this](const auto& event) {
    if (event.disposition != "currentTab" || event.url.starts_with("javascript:")) return;
    page_.tree.navigation_requested(event.frameId.value());
  }));
  keep(session.on<cdp::page::FrameStoppedLoading>([this](const auto& event) {
    page_.tree.stopped_loading(event.frameId.value());
    page_.changed.notify_all();
  }));
  keep(session.on<cdp::page::NavigatedWithinDocument>([this](const auto& event) {
    page_.tree.stopped_loading(event.frameId.value());
    page_.tree.navigated_within_document(event.frameId.value(), event.url);
    page_.changed.notify_all();
  }));
  keep(session.on<cdp::page::LifecycleEvent>([this](const auto& event) {
    page_.tree.lifecycle(event.frameId.value(), event.loaderId.value(), event.name);
    page_.changed.notify_all();
  }));
  keep(session.on<cdp::page::JavascriptDialogOpening>([this](const auto& event) { on_dialog(event); }));
  keep(session.on<cdp::page::JavascriptDialogClosed>([this](const auto&) { page_.dialogs.closed(); }));

  keep(session.on<cdp::runtime::ExecutionContextCreated>([this](const auto& event) { on_context_created(event); }));
  keep(session.on<cdp::runtime::ExecutionContextDestroyed>([this](const auto& event) {
    if (event.executionContextId) page_.contexts.destroyed(session_.get(), *event.executionContextId);
  }));
  keep(session.on<cdp::runtime::ExecutionContextsCleared>([this](const auto&) { page_.contexts.session_cleared(session_.get()); }));
  keep(session.on<cdp::runtime::ConsoleApiCalled>([this](const auto& event) { on_console(event); }));
  keep(session.on<cdp::runtime::ExceptionThrown>([this](const auto& event) { on_exception(event); }));

  const auto seen = [this] { return page_.visibility == PageImpl::Visibility::kSeen; };
  keep(session.on<cdp::network::RequestWillBeSent>([this, seen](const auto& event) {
    if (seen()) page_.network.request_will_be_sent(event);
  }));
  keep(session.on<cdp::network::ResponseReceived>([this, seen](const auto& event) {
    if (seen()) page_.network.response_received(event);
  }));
  keep(session.on<cdp::network::LoadingFinished>([this](const auto& event) { page_.network.loading_finished(event); }));
  keep(session.on<cdp::network::LoadingFailed>([this](const auto& event) { page_.network.loading_failed(event); }));

  keep(session.on<cdp::target::AttachedToTarget>([this](const auto& event) { on_child_attached(event); }));
  keep(session.on<cdp::target::DetachedFromTarget>([this](const auto& event) { on_child_detached(event.sessionId); }));
  if (is_main()) {
    keep(session.on<cdp::inspector::TargetCrashed>([this](const auto&) { page_.crashed(); }));
    keep(session.on_detached([this] { page_.closed(); }));
  }
}

void FrameSession::add_known_frames(const cdp::page::FrameTree& tree) {
  // Events that came since are newer than this reply.
  const FrameNode* known = page_.tree.find(tree.frame.id.value());
  if (known == nullptr || known->loader.empty()) page_.navigated(document_of(tree.frame));
  for (const cdp::page::FrameTree& child : tree.childFrames.value_or(std::vector<cdp::page::FrameTree>{})) add_known_frames(child);
}

void FrameSession::on_attached(const cdp::page::FrameAttached& event) {
  const std::string& frame = event.frameId.value();
  if (const auto own = page_.sessions.find(frame); own != page_.sessions.end() && own->second.get() != this) {
    own->second->came_home_ = true;
    page_.frames_left(page_.tree.moved(frame));
    return;
  }
  page_.tree.attached(frame, event.parentFrameId.value());
  if (page_.tree.find(frame) != nullptr) page_.frame_appeared(frame);
}

void FrameSession::on_detached(const cdp::page::FrameDetached& event) {
  const std::string& frame = event.frameId.value();
  // It moves to another process: that is either told by the reason, or its new session is there already.
  if (frame != target_ && page_.sessions.contains(frame)) return;
  if (event.reason == "swap") {
    page_.frames_left(page_.tree.moved(frame));
  } else {
    page_.frames_left(page_.tree.detached(frame));
  }
}

void FrameSession::on_navigated(const cdp::page::FrameNavigated& event) {
  page_.navigated(document_of(event.frame));
}

void FrameSession::on_context_created(const cdp::runtime::ExecutionContextCreated& event) {
  if (!event.context.auxData) return;
  const auto about = cdp::decode<cdp::runtime::ContextAuxData>(event.context.auxData->text);
  if (!about.frameId) return;
  page_.contexts.created(
      {.session = session_.get(), .id = event.context.id, .unique_id = event.context.uniqueId, .origin = event.context.origin},
      about.frameId->value(), about.isDefault.value_or(false), event.context.name);
  page_.changed.notify_all();
}

void FrameSession::on_dialog(const cdp::page::JavascriptDialogOpening& event) {
  const std::optional<Dialogs::Decision> decision = page_.dialogs.decide(
      {.type = event.type, .message = event.message, .default_prompt = event.defaultPrompt.value_or(""), .url = event.url});
  if (!decision) {
    page_.dialog_session = target_;
    return;
  }
  cdp::page::HandleJavaScriptDialog answer{.accept = decision->answer == DialogAnswer::kAccept};
  if (event.type == "prompt") answer.promptText = decision->prompt_text;
  session_->send_and_forget(answer);
}

void FrameSession::on_console(const cdp::runtime::ConsoleApiCalled& event) {
  if (page_.visibility == PageImpl::Visibility::kUnnoticed) return;
  ConsoleLine line{.time = wall_clock(event.timestamp), .level = event.type};
  for (const cdp::runtime::RemoteObject& argument : event.args) {
    if (!line.text.empty()) line.text += ' ';
    line.text += text_of(argument);
  }
  if (event.stackTrace && !event.stackTrace->callFrames.empty()) {
    line.url = event.stackTrace->callFrames.front().url;
    line.line = event.stackTrace->callFrames.front().lineNumber + 1;
  }
  page_.context.evidence.add(std::move(line));
}

void FrameSession::on_exception(const cdp::runtime::ExceptionThrown& event) {
  if (page_.visibility == PageImpl::Visibility::kUnnoticed) return;
  const cdp::runtime::ExceptionDetails& details = event.exceptionDetails;
  const std::string description = details.exception ? text_of(*details.exception) : details.text;
  const std::size_t stack = description.find("\n    at ");
  page_.context.evidence.add(PageError{.time = wall_clock(event.timestamp),
                                       .message = description.substr(0, stack),
                                       .stack = stack == std::string::npos ? "" : description.substr(stack + 1),
                                       .page_url = page_.tree.main().url});
}

void FrameSession::on_child_attached(const cdp::target::AttachedToTarget& event) {
  auto child = page_.context.browser.connection->attach(event.sessionId);
  const std::string& target = event.targetInfo.targetId.value();
  if (event.targetInfo.type != "iframe" || page_.tree.find(target) == nullptr) {
    // A worker, or a frame whose page has gone on meanwhile. Whatever is not let go hangs.
    child->send_and_forget(cdp::runtime::RunIfWaitingForDebugger{});
    session_->send_and_forget(cdp::target::DetachFromTarget{.sessionId = event.sessionId});
    return;
  }
  page_.frames_left(page_.tree.moved(target));
  page_.contexts.frame_gone(target);
  if (const auto before = page_.sessions.find(target); before != page_.sessions.end())
    page_.contexts.session_cleared(before->second->session_.get());
  const auto [own, fresh] = page_.sessions.insert_or_assign(target, std::make_unique<FrameSession>(page_, std::move(child), target));
  own->second->start();
  page_.changed.notify_all();
}

void FrameSession::on_child_detached(const cdp::SessionId& id) {
  for (const auto& [frame, child] : page_.sessions) {
    if (child.get() == this || child->session_->id() != id) continue;
    page_.contexts.session_cleared(child->session_.get());
    page_.changed.notify_all();
    // Whether the frame has left or come home is told by an event that may still be on its way; after a round trip it has come.
    boost::asio::co_spawn(page_.context.browser.executor,
                          settle_detachment(page_.weak_from_this(), frame, id, send(*session_, cdp::page::Enable{})), expect_no_failure);
    return;
  }
}

awaitable<void> FrameSession::settle_detachment(std::weak_ptr<PageImpl> weak_page, std::string frame, cdp::SessionId id,
                                                cdp::RawReply round_trip) {
  try {
    co_await std::move(round_trip).get(Deadline::never());
  } catch (const cdp::Error&) {
    co_return;  // the page has gone, and its frames with it
  }
  const auto page = weak_page.lock();
  if (!page) co_return;
  const auto ended = page->sessions.find(frame);
  if (ended == page->sessions.end() || ended->second->session_->id() != id) co_return;
  const bool came_home = ended->second->came_home_;
  page->sessions.erase(ended);
  if (!came_home) page->frames_left(page->tree.detached(frame));
  page->changed.notify_all();
}

}  // namespace nightporter::engine
