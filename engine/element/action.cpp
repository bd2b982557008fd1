#include "engine/element/action.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "cdp/error.h"
#include "cdp/protocol/dom.h"
#include "cdp/session.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/element/mouse.h"
#include "engine/element/page_script.h"
#include "engine/element/selector_json.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace json = boost::json;
namespace asio_experimental = boost::asio::experimental;

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Answers of Chrome about a frame come together with the news of its end, or never.
constexpr std::chrono::milliseconds kAnswerOfLostFrame{500};

/// How often a page with handlers of overlays is looked at for these.
constexpr std::chrono::milliseconds kOverlayLook{250};

std::string next_slot() {
  static unsigned long long last = 0;
  return "slot" + std::to_string(++last);
}

// Throws what the report says went wrong, if anything.
void check_report(const json::object& report, const std::string& name, const std::string& target, const std::vector<Selector>& chains) {
  if (report.contains("value")) return;
  const std::string kind = text_of(report, "kind");
  const std::string state = text_of(report, "state");
  const std::size_t chain = report.contains("chain") ? report.at("chain").to_number<std::size_t>() : 0;
  if (kind == "foreign") throw OriginRefused(name + " " + target, state);
  if (kind == "refused") throw ActionRefused(name, target, state);
  if (kind == "bad_selector") throw InvalidSelector(chains.at(chain).to_string(), 0, state);
  if (kind == "not_found") throw ElementNotFound(name, target, state, "compare the selector with the page's screenshot or HTML");
  if (kind == "not_unique") {
    throw ElementNotUnique(name, target, state, "say which one: quote the text to match it exactly, or add nth=0, visible=true or within");
  }
  if (kind.empty()) throw ElementStillThere(name, target, state);
  throw ElementNotActionable(name, target, state);
}

awaitable<json::object> ask_page(Frame& frame, json::object request, const std::vector<Selector>& chains, Deadline deadline) {
  request["chains"] = selectors_to_json(chains);
  request["testIdAttribute"] = frame.page().context().options().test_id_attribute;
  std::string text = json::serialize(request);
  text.back() = ',';
  text += "\"deadline\":" + page_deadline(deadline) + "}";
  std::vector<std::string> arguments;
  arguments.push_back(std::move(text));
  const std::string reply = co_await page_script::call(frame, "run", std::move(arguments), deadline);
  co_return json::parse(reply).as_object();
}

// The frame inside of the one <iframe> that `selectors` find in `parent`. Null: it has no document yet.
awaitable<Frame*> frame_inside(Frame& parent, std::vector<Selector> selectors, std::string name, std::string target, Deadline deadline) {
  const std::string slot = "\"" + next_slot() + "\"";
  json::object request{{"action", "frame"}};
  request["slot"] = json::parse(slot);
  const json::object report = co_await ask_page(parent, std::move(request), selectors, deadline);
  check_report(report, name, target, selectors);
  std::vector<std::string> arguments{slot};
  cdp::Session& session = parent.session();
  const cdp::RemoteObjectId element = co_await page_script::call_for_object(parent, "slot", arguments, deadline);
  cdp::dom::DescribeNode describe;
  describe.objectId = element;
  const auto described = co_await session.send_may_fail(std::move(describe), deadline);
  page_script::release(parent, element);
  co_await page_script::call(parent, "forget", std::move(arguments), deadline);
  Frame* frame = described && described->node.frameId ? parent.page().frame_by_id(described->node.frameId->value()) : nullptr;
  if (!frame) co_await page_script::call(parent, "nextFrame", {}, deadline);
  co_return frame;
}

}  // namespace

Action::Action(Locator locator, std::string name, Deadline deadline)
    : locator_(std::move(locator)),
      name_(std::move(name)),
      deadline_(deadline),
      frame_(&locator_.root_frame()),
      last_state_("the page did not answer: it is busy or has not loaded") {}

Action::~Action() = default;

void Action::give_up() const {
  throw ElementNotActionable(name_, locator_.describe(), last_state_);
}

awaitable<Frame*> Action::resolve_frame() {
  Frame* frame = &locator_.root_frame();
  for (const std::vector<Selector>& step : locator_.frame_path()) {
    Frame* inner = nullptr;
    while (!(inner = co_await frame_inside(*frame, step, name_, locator_.describe(), deadline_))) {
      last_state_ = "the iframe " + step.front().to_string() + " has no document";
      if (deadline_.has_passed()) give_up();
    }
    frame = inner;
  }
  co_return frame;
}

// Chrome itself holds back what is said to a page that is being left, but only a moment after the click that leaves it.
awaitable<void> Action::wait_for_next_page(Frame& frame) {
  if (co_await frame.settle_navigation(deadline_)) co_return;
  last_state_ = "the page is going to another one, whose server has not answered";
  give_up();
}

awaitable<json::object> Action::run_once(json::object request) {
  frame_ = co_await resolve_frame();
  if (frame_ != &locator_.root_frame()) co_await wait_for_next_page(*frame_);
  if (locator_.origins()) request["origins"] = json::value_from(*locator_.origins());
  json::object report = co_await ask_page(*frame_, std::move(request), locator_.chains(), attempt_deadline());
  check_report(report, name_, locator_.describe(), locator_.chains());
  match_.alternative = locator_.alternative_of_chain(report.contains("chain") ? report.at("chain").to_number<std::size_t>() : 0);
  match_.element = text_of(report, "element");
  co_return std::move(report.at("value").as_object());
}

Deadline Action::attempt_deadline() const {
  // Nothing announces that an overlay has come.
  return locator_.root_frame().page().impl().overlay_rules.empty() ? deadline_ : deadline_.earlier_of(kOverlayLook);
}

awaitable<void> Action::handle_overlays() {
  const std::vector<std::weak_ptr<OverlayRule>> handlers = locator_.root_frame().page().impl().overlay_rules;
  for (const std::weak_ptr<OverlayRule>& known : handlers) {
    const std::shared_ptr<OverlayRule> handler = known.lock();
    if (!handler) continue;
    if (handler->running) co_return;  // this action is a handler's own, or the look below
    if (handler->times && *handler->times <= 0) continue;
    struct Running {
      OverlayRule& handler;
      explicit Running(OverlayRule& its_handler) : handler(its_handler) { handler.running = true; }
      ~Running() { handler.running = false; }
    } const running(*handler);
    if (!co_await handler->overlay.is_visible(deadline_)) continue;
    if (handler->times) --*handler->times;
    co_await handler->handle();
    if (handler->afterwards == OverlayRule::Afterwards::kWaitUntilHidden)
      co_await handler->overlay.wait_for(ElementState::kHidden, deadline_);
  }
}

awaitable<json::object> Action::run(json::object request) {
  co_await wait_for_next_page(locator_.root_frame());
  for (;;) {
    co_await handle_overlays();
    const bool is_last_attempt = attempt_deadline().remaining() >= deadline_.remaining();
    try {
      co_return co_await run_once(request);
    } catch (const ElementNotUnique&) {
      throw;
    } catch (const ActionRefused&) {
      throw;
    } catch (const ElementError& error) {
      if (is_last_attempt || deadline_.has_passed()) throw;
      last_state_ = error.last_state();
    } catch (const ExecutionContextGone&) {
      last_state_ = "the page was navigating";
    } catch (const FrameDetached&) {
      if (locator_.root_frame().is_detached()) throw;
      last_state_ = "the frame left the page";
    } catch (const cdp::DeadlineExceeded&) {
      give_up();
    }
    if (deadline_.has_passed()) give_up();
  }
}

awaitable<Point> Action::to_page(Point point, Force force, Guard guard) {
  guarded_around_.clear();
  for (Frame* frame = frame_; Frame* parent = frame->parent(); frame = parent) {
    std::vector<std::string> arguments{json::serialize(json::object{{"x", point.x}, {"y", point.y}}),
                                       json::serialize(json::object{{"force", force == Force::kYes}, {"guard", guard == Guard::kArmed}}),
                                       page_deadline(deadline_)};
    const std::string reply =
        co_await page_script::call_on_owner(*parent, cdp::FrameId(frame->id()), "pointThroughFrame", std::move(arguments), deadline_);
    if (guard == Guard::kArmed) guarded_around_.push_back(parent);
    const json::object report = json::parse(reply).as_object();
    if (!report.contains("point")) throw ElementNotActionable(name_, locator_.describe(), text_of(report, "state"));
    point = {report.at("point").at("x").to_number<double>(), report.at("point").at("y").to_number<double>()};
  }
  co_return point;
}

// Chrome's input routing learns of a frame of another process only some frames after its document is there, and sends what is meant for it
// to the document around it: of presses right after the document had come, one in six (full Chrome) and one in three (the shell) went
// there. So the mouse is moved first: a move that is lost does no harm, and what follows takes the same way.
awaitable<bool> Action::mouse_comes_to_frame(Point at) {
  Page& page = frame_->page();
  if (&frame_->session() == &page.session()) co_return true;
  co_await page.impl().watched(page.mouse().move(at, deadline_));
  co_return co_await page_script::call(*frame_, "mouseArrived", {}, deadline_) == "true";
}

// What is no guard's concern any more, because its document or the page is gone, throws; but only after all others are disarmed.
awaitable<std::string> Action::disarm_guards() {
  std::string stopped;
  std::exception_ptr gone;
  std::vector<Frame*> guarded{frame_};
  guarded.insert(guarded.end(), guarded_around_.begin(), guarded_around_.end());
  for (Frame* frame : guarded) {
    try {
      const std::string reply = co_await page_script::call(*frame, "disarmGuard", {}, deadline_);
      const json::value why = json::parse(reply);
      if (why.is_string() && stopped.empty()) stopped = why.get_string();
    } catch (const ExecutionContextGone&) {
      gone = std::current_exception();
    } catch (const FrameDetached&) {
      gone = std::current_exception();
    }
  }
  if (gone && stopped.empty()) std::rethrow_exception(gone);
  co_return stopped;
}

// What is on its way to a frame that goes Chrome may never answer.
awaitable<void> Action::press(Point at, ClickOptions click) {
  Page& page = frame_->page();
  if (&frame_->session() == &page.session())
    co_return co_await page.mouse().click(at, click.button, click.count, click.modifiers, deadline_);
  const auto frame_is_lost = [this]() -> awaitable<void> {
    co_await frame_->page().impl().wait_until([this] { return frame_->is_detached(); }, deadline_, "the end of the frame");
    boost::asio::steady_timer late_answer(co_await boost::asio::this_coro::executor, kAnswerOfLostFrame);
    co_await late_answer.async_wait(boost::asio::use_awaitable);
  };
  const auto executor = co_await boost::asio::this_coro::executor;
  auto [order, not_sent, not_lost] =
      co_await asio_experimental::make_parallel_group(
          boost::asio::co_spawn(executor, page.mouse().click(at, click.button, click.count, click.modifiers, deadline_),
                                boost::asio::deferred),
          boost::asio::co_spawn(executor, frame_is_lost(), boost::asio::deferred))
          .async_wait(asio_experimental::wait_for_one(), boost::asio::use_awaitable);
  const std::exception_ptr& first = order[0] == 0 ? not_sent : not_lost;
  if (first) std::rethrow_exception(first);
}

// Why the click was stopped before it reached the page; empty when it was not.
awaitable<std::string> Action::click_at(Point at, ClickOptions click) {
  bool acknowledged = false;
  try {
    co_await press(at, click);
    acknowledged = true;
    if (click.force == Force::kYes) co_return std::string();
    co_return co_await disarm_guards();
  } catch (const ExecutionContextGone&) {
  } catch (const FrameDetached&) {
  } catch (const PageClosed&) {
  } catch (const cdp::SessionClosed&) {
  } catch (const cdp::DeadlineExceeded&) {
    if (!acknowledged) {
      last_state_ = "the click was sent, but the page was too busy to take it in time";
      give_up();
    }
  }
  // The click took its document, frame or page away: it has worked.
  co_return std::string();
}

awaitable<bool> Action::point(json::object request, std::optional<ClickOptions> click) {
  const Force force = click ? click->force : Force::kNo;
  const bool guarded = click && force == Force::kNo && click->trial == Trial::kNo;
  for (;;) {
    json::object value = co_await run(request);
    if (value.contains("done")) co_return false;
    bool aimed = false;
    Point at{value.at("point").at("x").to_number<double>(), value.at("point").at("y").to_number<double>()};
    try {
      at = co_await to_page(at, force, guarded ? Guard::kArmed : Guard::kNone);
      aimed = !guarded || co_await mouse_comes_to_frame(at);
      if (!aimed) last_state_ = "the mouse does not come to the frame " + frame_->url();
    } catch (const ExecutionContextGone&) {
      last_state_ = "the page was navigating";
    } catch (const FrameDetached&) {
      if (locator_.root_frame().is_detached()) throw;
      last_state_ = "the frame left the page";
    } catch (const cdp::DeadlineExceeded&) {
      give_up();
    }
    // A click that comes after its deadline is worse than none.
    if (deadline_.has_passed()) give_up();
    if (!aimed) continue;
    if (click && click->trial == Trial::kYes) co_return true;
    if (!click) {
      co_await frame_->page().mouse().move(at, deadline_);
      co_return true;
    }
    std::string stopped = co_await click_at(at, *click);
    if (stopped.empty()) co_return true;
    last_state_ = std::move(stopped);
    if (deadline_.has_passed()) give_up();
  }
}

}  // namespace nightporter::engine
