#include "engine/recording/user_watch.h"

#include <utility>

#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/page_impl.h"
#include "engine/element/page_script.h"

namespace nightporter::engine {
namespace {

constexpr std::string_view kBinding = "nightporterUserAction";

}  // namespace

UserWatch::UserWatch(PageImpl& page, cdp::Session& session) : page_(page), session_(session) {
  const auto keep = [this](cdp::Subscription subscription) { subscriptions_.push_back(std::move(subscription)); };
  keep(session.on<cdp::runtime::BindingCalled>([this](const auto& event) { on_report(event); }));
  keep(session.on<cdp::page::FrameRequestedNavigation>([this](const auto& event) {
    if (event.frameId.value() == page_.id && event.disposition == "currentTab") page_asked_ = true;
  }));
  keep(session.on<cdp::page::FrameNavigated>([this](const auto& event) { on_navigated(event); }));
  keep(session.on<cdp::page::NavigatedWithinDocument>([this](const auto& event) {
    if (event.frameId.value() == page_.id) tell_address(UserAction::Kind::kMoved, event.url);
  }));
}

void UserWatch::send_start(std::vector<cdp::RawReply>& replies) {
  const auto send = [&](const auto& command) {
    replies.push_back(session_.start(std::string(std::decay_t<decltype(command)>::kMethod), cdp::encode(command)));
  };
  const std::string world(ExecutionContexts::kUtilityName);
  send(cdp::runtime::AddBinding{.name = std::string(kBinding), .executionContextName = world});
  send(cdp::page::AddScriptToEvaluateOnNewDocument{.source = watching_script(), .worldName = world, .runImmediately = true});
}

void UserWatch::on_report(const cdp::runtime::BindingCalled& report) {
  if (report.name != kBinding) return;
  const auto frame = page_.contexts.frame_of(&session_, report.executionContextId);
  const auto found = frame ? page_.frames.find(*frame) : page_.frames.end();
  if (found == page_.frames.end()) return;
  auto action = read_user_action(report.payload);
  if (!action) return;
  action->frame = found->second.get();
  tell(std::move(*action));
}

void UserWatch::on_navigated(const cdp::page::FrameNavigated& event) {
  if (event.frame.id.value() != page_.id) return;
  const bool asked = std::exchange(page_asked_, false);
  tell_address(asked ? UserAction::Kind::kNavigated : UserAction::Kind::kGoTo, event.frame.url);
}

void UserWatch::tell_address(UserAction::Kind kind, std::string url) {
  UserAction action{.kind = kind};
  action.value = std::move(url);
  action.frame = page_.frames.find(page_.id)->second.get();
  tell(std::move(action));
}

void UserWatch::tell(UserAction action) {
  if (page_.visibility == PageImpl::Visibility::kUnnoticed) return;
  action.page = page_.self;
  page_.context.options.on_user_action(action);
}

}  // namespace nightporter::engine
