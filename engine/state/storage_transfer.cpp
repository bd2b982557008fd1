#include "engine/state/storage_transfer.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "cdp/protocol/storage.h"
#include "cdp/protocol/target.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/origin.h"
#include "engine/browser/page_impl.h"
#include "engine/error.h"
#include "engine/state/chrome_cookies.h"
#include "engine/state/origin_visitor.h"

namespace nightporter::engine {

namespace {

namespace json = boost::json;

/// Called with a list of [name, value].
constexpr const char* kPut = "function (area, items) { for (const [name, value] of items) globalThis[area].setItem(name, value); }";
/// Returns {origin, items: [[name, value]…]}; no items where the document may not have storage.
constexpr const char* kTake =
    "(area) => { try { return { origin: location.origin, items: Object.entries(globalThis[area]) }; }"
    " catch (error) { return { origin: location.origin, items: [] }; } }";
constexpr const char* kLocal = "\"localStorage\"";
constexpr const char* kSession = "\"sessionStorage\"";

std::string to_json(const std::vector<StorageItem>& items) {
  json::array all;
  for (const StorageItem& item : items) all.push_back(json::array{item.name, item.value});
  return json::serialize(all);
}

struct Taken {
  std::string origin;
  std::vector<StorageItem> items;
};

Taken read_taken(const std::string& text) {
  const json::value value = json::parse(text);
  Taken taken{.origin = std::string(value.at("origin").as_string())};
  for (const json::value& item : value.at("items").as_array()) {
    taken.items.push_back({.name = std::string(item.at(0).as_string()), .value = std::string(item.at(1).as_string())});
  }
  return taken;
}

/// A hidden tab, closed in Chrome when this goes.
class HiddenTab {
 public:
  static awaitable<std::unique_ptr<HiddenTab>> open(ContextImpl& context, Deadline deadline) {
    auto [target, session] = co_await context.open_hidden_tab(deadline);
    std::unique_ptr<HiddenTab> tab(new HiddenTab(context, std::move(target), std::move(session)));
    co_await tab->visitor.start(deadline);
    co_return tab;
  }
  ~HiddenTab() { context_.browser.connection->root().send_and_forget(cdp::target::CloseTarget{.targetId = cdp::TargetId(target_)}); }
  HiddenTab(const HiddenTab&) = delete;
  HiddenTab& operator=(const HiddenTab&) = delete;

 private:
  HiddenTab(ContextImpl& context, std::string target, std::unique_ptr<cdp::Session> session)
      : context_(context), target_(std::move(target)), session_(std::move(session)), visitor(*session_) {}

  ContextImpl& context_;
  std::string target_;
  std::unique_ptr<cdp::Session> session_;

 public:
  OriginVisitor visitor;
};

awaitable<void> put_cookies(ContextImpl& context, std::vector<Cookie> cookies, Deadline deadline) {
  cdp::storage::SetCookies set{.browserContextId = cdp::BrowserContextId(context.id)};
  for (const Cookie& cookie : cookies) set.cookies.push_back(to_chrome(cookie));
  std::string refusal;
  try {
    co_await context.browser.connection->root().call(set, deadline);
  } catch (const cdp::ProtocolError& error) {
    refusal = error.message();
  }
  if (refusal.empty()) co_return;
  // Chrome takes all or none and does not say which one it dislikes.
  std::string names;
  for (const Cookie& cookie : cookies) {
    set.cookies = {to_chrome(cookie)};
    if (!co_await context.browser.connection->root().send_may_fail(set, deadline)) names += " " + cookie.name + " (" + cookie.domain + ")";
  }
  throw StorageStateError("Error setting storage state: cookies that Chrome refuses:" + names + ": " + refusal,
                          "correct or remove them in the storage state, or sign in afresh");
}

/// The storage of the documents that are open, by evaluating in them. Documents that go meanwhile are passed over.
awaitable<std::vector<Taken>> take_live(std::vector<Frame*> frames, const char* area, Deadline deadline) {
  std::vector<Taken> all;
  for (Frame* frame : frames) {
    if (frame->page().is_closed() || frame->page().has_crashed() || frame->is_detached() || !origin_of(frame->url())) continue;
    try {
      all.push_back(read_taken(co_await frame->evaluate_in(World::kUtility, kTake, {area}, deadline)));
    } catch (const ExecutionContextGone&) {
      // It navigated; where it went is found by its origin.
    } catch (const FrameDetached&) {
    } catch (const PageClosed&) {
    } catch (const PageCrashed&) {
    }
  }
  co_return all;
}

OriginState& origin_in(StorageState& state, const std::string& origin) {
  const auto found =
      std::find_if(state.origins.begin(), state.origins.end(), [&](const OriginState& entry) { return entry.origin == origin; });
  return found != state.origins.end() ? *found : state.origins.emplace_back(OriginState{.origin = origin});
}

}  // namespace

awaitable<void> put_storage_state(BrowserContext& context, StorageState state, Deadline deadline) {
  ContextImpl& impl = context.impl();
  for (const OriginState& origin : state.origins) {
    if (origin_of(origin.origin) != origin.origin) {
      throw StorageStateError("Error setting storage state: \"" + origin.origin + "\" is not an origin",
                              "origins are written as https://host[:port]");
    }
  }
  if (!state.cookies.empty()) co_await put_cookies(impl, state.cookies, deadline);
  std::unique_ptr<HiddenTab> tab;
  for (const OriginState& origin : state.origins) {
    impl.origins.insert(origin.origin);
    if (!origin.session_storage.empty()) impl.session_storage_to_seed.push_back(origin);
    if (origin.local_storage.empty()) continue;
    if (!tab) tab = co_await HiddenTab::open(impl, deadline);
    co_await tab->visitor.run(origin.origin, kPut, {kLocal, to_json(origin.local_storage)}, deadline);
  }
}

awaitable<void> put_session_storage(cdp::Session& session, std::vector<OriginState> origins, Deadline deadline) {
  OriginVisitor visitor(session);
  co_await visitor.start(deadline);
  for (const OriginState& origin : origins) {
    co_await visitor.run(origin.origin, kPut, {kSession, to_json(origin.session_storage)}, deadline);
  }
  co_await visitor.stop(deadline);
}

awaitable<StorageState> take_storage_state(BrowserContext& context, Deadline deadline) {
  ContextImpl& impl = context.impl();
  StorageState state;
  const auto cookies =
      co_await context.browser().root().call(cdp::storage::GetCookies{.browserContextId = cdp::BrowserContextId(impl.id)}, deadline);
  for (const cdp::network::Cookie& cookie : cookies.cookies) state.cookies.push_back(from_chrome(cookie));

  std::vector<Frame*> main_frames;
  std::vector<Frame*> all_frames;
  for (Page* page : context.pages()) {
    main_frames.push_back(&page->main_frame());
    for (Frame* frame : page->frames()) all_frames.push_back(frame);
  }
  // Only documents at the top: storage in frames of other sites is kept apart from it.
  std::set<std::string> known;
  for (Taken& taken : co_await take_live(main_frames, kLocal, deadline)) {
    if (known.insert(taken.origin).second) origin_in(state, taken.origin).local_storage = std::move(taken.items);
  }
  std::unique_ptr<HiddenTab> tab;
  for (const std::string& origin : std::set<std::string>(impl.origins)) {
    if (known.contains(origin)) continue;
    if (!tab) tab = co_await HiddenTab::open(impl, deadline);
    Taken taken =
        read_taken(co_await tab->visitor.run(origin, std::string("function (area) { return (") + kTake + ")(area); }", {kLocal}, deadline));
    origin_in(state, origin).local_storage = std::move(taken.items);
  }
  for (Taken& taken : co_await take_live(all_frames, kSession, deadline)) {
    OriginState& origin = origin_in(state, taken.origin);
    if (origin.session_storage.empty()) origin.session_storage = std::move(taken.items);
  }
  // What was given and is not handed to Chrome (IndexedDB…) goes on as it came.
  if (impl.options.storage_state) {
    state.other_json = impl.options.storage_state->other_json;
    for (const OriginState& given : impl.options.storage_state->origins) {
      if (!given.other_json.empty()) origin_in(state, given.origin).other_json = given.other_json;
    }
  }
  std::erase_if(state.origins, [](const OriginState& origin) {
    return origin.local_storage.empty() && origin.session_storage.empty() && origin.other_json.empty();
  });
  std::sort(state.origins.begin(), state.origins.end(), [](const OriginState& a, const OriginState& b) { return a.origin < b.origin; });
  co_return state;
}

}  // namespace nightporter::engine
