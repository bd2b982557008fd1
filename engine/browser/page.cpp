#include "engine/browser/page.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "cdp/protocol/page.h"
#include "cdp/protocol/target.h"
#include "engine/browser/base64.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page_impl.h"
#include "engine/element/file_chooser.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

std::string string_in(const std::string& json) {
  const boost::json::value value = boost::json::parse(json);
  return value.is_string() ? std::string(value.as_string()) : "";
}

}  // namespace

Page::Page(std::shared_ptr<PageImpl> impl) : impl_(std::move(impl)) {
  impl_->self = this;
}

Page::~Page() = default;

std::string Page::url() const {
  return impl_->tree.main().url;
}
const std::string& Page::id() const {
  return impl_->id;
}
Page* Page::opener() const {
  return impl_->opener;
}
BrowserContext& Page::context() const {
  return *impl_->context.self;
}
bool Page::is_closed() const {
  return impl_->life == PageImpl::Life::kClosed;
}
bool Page::has_crashed() const {
  return impl_->life == PageImpl::Life::kCrashed;
}
Keyboard& Page::keyboard() {
  return impl_->keyboard;
}
Mouse& Page::mouse() {
  return impl_->mouse;
}
Dialogs& Page::dialogs() {
  return impl_->dialogs;
}
cdp::Subscription Page::add_overlay_rule(OverlayRule handler) {
  auto owned = std::make_shared<OverlayRule>(std::move(handler));
  std::erase_if(impl_->overlay_rules, [](const auto& known) { return known.expired(); });
  impl_->overlay_rules.push_back(owned);
  return cdp::Subscription(std::move(owned));
}

Frame& Page::main_frame() const {
  return *impl_->frames.find(impl_->id)->second;
}

void Page::answer_dialog(DialogAnswer answer, std::string prompt_text) {
  const auto session = impl_->sessions.find(impl_->dialog_session);
  if (!impl_->dialogs.open() || session == impl_->sessions.end()) return;
  cdp::page::HandleJavaScriptDialog handle{.accept = answer == DialogAnswer::kAccept};
  if (impl_->dialogs.open()->type == "prompt") handle.promptText = std::move(prompt_text);
  session->second->session().send_and_forget(handle);
}

std::vector<Frame*> Page::frames() const {
  std::vector<Frame*> all;
  for (const std::string& id : impl_->tree.in_order()) {
    if (Frame* frame = frame_by_id(id)) all.push_back(frame);
  }
  return all;
}

Frame* Page::frame_by_id(std::string_view id) const {
  const auto found = impl_->frames.find(id);
  return found == impl_->frames.end() || impl_->tree.find(id) == nullptr ? nullptr : found->second.get();
}

cdp::Session& Page::session() const {
  impl_->require_open();
  return impl_->main_session();
}

awaitable<std::string> Page::evaluate(std::string script, std::vector<std::string> json_arguments, Deadline deadline) {
  return main_frame().evaluate(std::move(script), std::move(json_arguments), deadline);
}

awaitable<std::string> Page::evaluate(std::string script, Deadline deadline) {
  return main_frame().evaluate(std::move(script), deadline);
}

awaitable<std::string> Page::title(Deadline deadline) {
  co_return string_in(co_await main_frame().evaluate_in(World::kUtility, "document.title", {}, deadline));
}

awaitable<std::string> Page::content(Deadline deadline) {
  co_return string_in(co_await main_frame().evaluate_in(World::kUtility,
                                                        "() => (document.doctype ? new XMLSerializer().serializeToString(document.doctype) "
                                                        ": '') + (document.documentElement?.outerHTML ?? '')",
                                                        {}, deadline));
}

ResponseWait::ResponseWait(std::shared_ptr<State> state) : state_(std::move(state)) {}

awaitable<Response> ResponseWait::wait(Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  co_await state->changed.wait_until([&state] { return state->found.has_value() || state->failure; }, deadline,
                                     "a response from " + state->pattern.text());
  if (!state->found) std::rethrow_exception(state->failure);
  co_return *state->found;
}

ResponseWait Page::expect_response(UrlPattern pattern) {
  impl_->require_open();
  auto state = std::make_shared<ResponseWait::State>(std::move(pattern));
  impl_->response_waits.push_back(state);
  return ResponseWait(std::move(state));
}

awaitable<Response> Page::wait_for_response(UrlPattern pattern, Deadline deadline) {
  ResponseWait response = expect_response(std::move(pattern));
  co_return co_await response.wait(deadline);
}

PopupWait::PopupWait(std::shared_ptr<State> state) : state_(std::move(state)) {}

awaitable<Page*> PopupWait::wait(Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  co_await state->changed.wait_until([&state] { return state->found != nullptr || state->failure; }, deadline, "a popup");
  if (state->found == nullptr) std::rethrow_exception(state->failure);
  co_return state->found;
}

PopupWait Page::expect_popup() {
  impl_->require_open();
  auto state = std::make_shared<PopupWait::State>();
  impl_->popup_waits.push_back(state);
  return PopupWait(std::move(state));
}

FileChooserWait Page::expect_file_chooser() {
  return FileChooserWait(*this);
}

awaitable<void> Page::close(Deadline deadline) {
  if (is_closed()) co_return;
  cdp::Session& root = impl_->context.browser.connection->root();
  co_await root.send_may_fail(cdp::target::CloseTarget{.targetId = cdp::TargetId(impl_->id)}, deadline);
  if (has_crashed()) {
    // Its session has ended before, so that nothing more will tell of the end.
    impl_->life = PageImpl::Life::kClosed;
    impl_->context.page_gone(*this);
    co_return;
  }
  co_await impl_->changed.wait_until([this] { return impl_->life != PageImpl::Life::kOpen; }, deadline, "the end of the page " + url());
}

}  // namespace nightporter::engine
