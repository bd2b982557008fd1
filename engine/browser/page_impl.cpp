#include "engine/browser/page_impl.h"

#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/origin.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

/// Calls `act` with every state that is still waited for, and forgets the others.
template <class State, class Act>
void for_each_waiting(std::vector<std::weak_ptr<State>>& waits, Act act) {
  std::erase_if(waits, [](const std::weak_ptr<State>& wait) { return wait.expired(); });
  for (const std::weak_ptr<State>& wait : waits) {
    if (const std::shared_ptr<State> state = wait.lock()) act(*state);
  }
}

template <class State>
void fail_all(std::vector<std::weak_ptr<State>>& waits, const std::exception_ptr& failure) {
  for_each_waiting(waits, [&failure](State& state) {
    if (!state.failure) state.failure = failure;
    state.changed.notify_all();
  });
}

}  // namespace

PageImpl::PageImpl(ContextImpl& its_context, std::string target, Page* its_opener, std::unique_ptr<cdp::Session> session)
    : context(its_context),
      id(std::move(target)),
      opener(its_opener),
      tree(id),
      network(context.evidence, [this](const Response& response) { response_arrived(response); }),
      main_session_(session.get()),
      keyboard(*main_session_),
      mouse(*main_session_) {
  sessions.emplace(id, std::make_unique<FrameSession>(*this, std::move(session), id));
}

PageImpl::~PageImpl() = default;

void PageImpl::start() {
  frame_appeared(id);
  session_of(id).start();
}

void PageImpl::require_open() const {
  if (life == Life::kCrashed || life == Life::kClosed) throw_gone();
}

void PageImpl::throw_gone() const {
  std::rethrow_exception(why_gone());
}

std::exception_ptr PageImpl::why_gone() const {
  if (context.browser.disconnected) return context.browser.disconnected;
  if (life == Life::kCrashed) return std::make_exception_ptr(PageCrashed(tree.main().url));
  std::string why;
  try {
    if (const auto failure = main_session_->failure()) std::rethrow_exception(failure);
  } catch (const cdp::SessionBroken& broken) {
    why = broken.what();
  } catch (const cdp::Error&) {
  }
  return std::make_exception_ptr(PageClosed(tree.main().url, why));
}

void PageImpl::frame_appeared(const std::string& frame) {
  if (!frames.contains(frame)) frames.emplace(frame, std::make_unique<Frame>(*self, frame));
  changed.notify_all();
}

void PageImpl::frames_left(const std::vector<std::string>& left) {
  for (const std::string& frame : left) contexts.frame_gone(frame);
  changed.notify_all();
}

void PageImpl::navigated(const CommittedDocument& document) {
  frames_left(tree.navigated(document));
  if (tree.find(document.frame) == nullptr) return;
  frame_appeared(document.frame);
  if (visibility == Visibility::kUnnoticed) return;
  if (const auto origin = origin_of(document.url)) context.origins.insert(*origin);
}

void PageImpl::crashed() {
  if (life == Life::kClosed || life == Life::kCrashed) return;
  life = Life::kCrashed;
  // Commands to a dead renderer are never answered; detaching ends the wait of those under way.
  context.browser.connection->root().send_and_forget(cdp::target::DetachFromTarget{.sessionId = main_session_->id()});
  fail_all(response_waits, why_gone());
  fail_all(popup_waits, why_gone());
  changed.notify_all();
}

void PageImpl::closed() {
  if (life == Life::kClosed) return;
  // With the connection gone, the browser calls again as soon as it knows the reason.
  if (!context.browser.connection->is_open() && !context.browser.disconnected) return;
  const bool had_crashed = life == Life::kCrashed;
  if (!had_crashed) life = Life::kClosed;
  fail_all(response_waits, why_gone());
  fail_all(popup_waits, why_gone());
  changed.notify_all();
  if (!had_crashed) context.page_gone(*self);
}

void PageImpl::started(std::exception_ptr failure) {
  if (life != Life::kStarting) return;
  start_failure = std::move(failure);
  if (!start_failure) life = Life::kOpen;
  changed.notify_all();
  context.page_ready(*self);
}

void PageImpl::response_arrived(const Response& response) {
  for_each_waiting(response_waits, [&response](ResponseWait::State& state) {
    if (state.found || !state.pattern.matches(response.url)) return;
    state.found = response;
    state.changed.notify_all();
  });
}

void PageImpl::popup_opened(Page& popup) {
  for_each_waiting(popup_waits, [&popup](PopupWait::State& state) {
    if (state.found != nullptr) return;
    state.found = &popup;
    state.changed.notify_all();
  });
}

FrameSession& PageImpl::session_of(std::string_view frame) const {
  for (const FrameNode* node = tree.find(frame); node != nullptr; node = tree.find(node->parent)) {
    if (const auto found = sessions.find(node->id); found != sessions.end()) return *found->second;
    if (node->parent.empty()) break;
  }
  return *sessions.find(id)->second;
}

}  // namespace nightporter::engine
