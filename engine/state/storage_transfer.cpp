#include "engine/state/storage_transfer.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "cdp/protocol/storage.h"
#include "cdp/protocol/target.h"
#include "engine/browser/browser_impl.h"
#include "engine/browser/context_impl.h"
#include "engine/browser/origin.h"
#include "engine/browser/page_impl.h"
#include "engine/browser/request_interception.h"
#include "engine/error.h"
#include "engine/state/chrome_cookies.h"
#include "engine/state/origin_storage.h"
#include "engine/state/origin_visitor.h"

namespace nightporter::engine {

namespace {

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
      : context_(context),
        target_(std::move(target)),
        session_(std::move(session)),
        interception_(*session_),
        visitor(*session_, interception_) {}

  ContextImpl& context_;
  std::string target_;
  std::unique_ptr<cdp::Session> session_;
  RequestInterception interception_;

 public:
  OriginVisitor visitor;
};

/// The storage of the documents that are open, by evaluating in them. Documents that go meanwhile are passed over.
awaitable<std::vector<TakenStorage>> take_live(std::vector<Frame*> frames, std::string command, Deadline deadline) {
  std::vector<TakenStorage> all;
  for (Frame* frame : frames) {
    if (frame->page().is_closed() || frame->page().has_crashed() || frame->is_detached() || !origin_of(frame->url())) continue;
    try {
      all.push_back(TakenStorage::parse(co_await frame->evaluate_in(World::kUtility, origin_storage_function(), {command}, deadline)));
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

void check_origins(const StorageState& state) {
  for (const OriginState& origin : state.origins) {
    if (origin_of(origin.origin) != origin.origin) {
      throw StorageStateError("Error setting storage state: \"" + origin.origin + "\" is not an origin",
                              "origins are written as https://host[:port]");
    }
  }
}

bool is_same(const Cookie& a, const Cookie& b) {
  return a.name == b.name && a.domain == b.domain && a.path == b.path && a.partition_key == b.partition_key;
}

awaitable<std::vector<Cookie>> cookies_of(ContextImpl& context, Deadline deadline) {
  const auto answer = co_await context.browser.connection->root().call(
      cdp::storage::GetCookies{.browserContextId = cdp::BrowserContextId(context.id)}, deadline);
  std::vector<Cookie> cookies;
  for (const cdp::network::Cookie& cookie : answer.cookies) cookies.push_back(from_chrome(cookie));
  co_return cookies;
}

/// Puts what belongs to the origins; clears those of `to_clear` first.
awaitable<void> put_origins(ContextImpl& context, const std::vector<OriginState>& origins, const std::set<std::string>& to_clear,
                            OriginCommand::Existing existing, Deadline deadline) {
  std::unique_ptr<HiddenTab> tab;
  std::set<std::string> visited;
  for (const OriginState& origin : origins) {
    context.origins.insert(origin.origin);
    if (!origin.session_storage.empty()) context.session_storage_to_seed.push_back(origin);
    const bool clear = to_clear.contains(origin.origin);
    if (origin.local_storage.empty() && origin.indexed_db.empty() && !clear) continue;
    if (!tab) tab = co_await HiddenTab::open(context, deadline);
    const OriginCommand command{.clear = clear, .put = &origin, .existing = existing};
    co_await tab->visitor.run(origin.origin, origin_storage_function(), {command.to_json()}, deadline);
    visited.insert(origin.origin);
  }
  for (const std::string& origin : to_clear) {
    if (visited.contains(origin)) continue;
    if (!tab) tab = co_await HiddenTab::open(context, deadline);
    co_await tab->visitor.run(origin, origin_storage_function(), {OriginCommand{.clear = true}.to_json()}, deadline);
  }
}

}  // namespace

awaitable<void> put_cookies(BrowserContext& context, std::vector<Cookie> cookies, Deadline deadline) {
  cdp::storage::SetCookies set{.browserContextId = cdp::BrowserContextId(context.id())};
  for (const Cookie& cookie : cookies) set.cookies.push_back(to_chrome(cookie));
  std::string refusal;
  try {
    co_await context.browser().root().call(set, deadline);
  } catch (const cdp::ProtocolError& error) {
    refusal = error.message();
  }
  if (refusal.empty()) co_return;
  // Chrome takes all or none and does not say which one it dislikes.
  std::string names;
  for (const Cookie& cookie : cookies) {
    set.cookies = {to_chrome(cookie)};
    if (!co_await context.browser().root().send_may_fail(set, deadline)) names += " " + cookie.name + " (" + cookie.domain + ")";
  }
  throw StorageStateError("Error setting storage state: cookies that Chrome refuses:" + names + ": " + refusal,
                          "correct or remove them in the storage state, or sign in afresh");
}

awaitable<void> put_storage_state(BrowserContext& context, StorageState state, Deadline deadline) {
  check_origins(state);
  ContextImpl& impl = context.impl();
  if (!state.cookies.empty()) co_await put_cookies(context, state.cookies, deadline);
  co_await put_origins(impl, state.origins, {}, OriginCommand::Existing::kReplace, deadline);
}

awaitable<void> fill_storage_state(BrowserContext& context, StorageState state, Deadline deadline) {
  check_origins(state);
  ContextImpl& impl = context.impl();
  const std::vector<Cookie> present = co_await cookies_of(impl, deadline);
  std::copy_if(state.cookies.begin(), state.cookies.end(), std::back_inserter(impl.session_cookies_to_seed),
               [](const Cookie& cookie) { return cookie.expires == -1; });
  // Cookies of the session end with Chrome; one that a profile shows at its start is about to go.
  std::erase_if(state.cookies, [&present](const Cookie& cookie) {
    return cookie.expires != -1 &&
           std::any_of(present.begin(), present.end(), [&cookie](const Cookie& other) { return is_same(cookie, other); });
  });
  if (!state.cookies.empty()) co_await put_cookies(context, state.cookies, deadline);
  co_await put_origins(impl, state.origins, {}, OriginCommand::Existing::kKeep, deadline);
}

awaitable<void> replace_storage_state(BrowserContext& context, StorageState state, Deadline deadline) {
  check_origins(state);
  ContextImpl& impl = context.impl();
  co_await context.browser().root().call(cdp::storage::ClearCookies{.browserContextId = cdp::BrowserContextId(impl.id)}, deadline);
  if (!state.cookies.empty()) co_await put_cookies(context, state.cookies, deadline);
  impl.session_storage_to_seed.clear();
  const std::set<std::string> known = std::exchange(impl.origins, {});
  co_await put_origins(impl, state.origins, known, OriginCommand::Existing::kReplace, deadline);
  impl.options.storage_state = std::move(state);
}

awaitable<void> delete_cookies(BrowserContext& context, std::function<bool(const Cookie&)> chosen, Deadline deadline) {
  std::vector<Cookie> cookies = co_await cookies_of(context.impl(), deadline);
  std::erase_if(cookies, [&chosen](const Cookie& cookie) { return !chosen(cookie); });
  // A cookie that is set with its end in the past is deleted; no other one is touched, not even for a moment.
  for (Cookie& cookie : cookies) cookie.expires = 1;
  if (!cookies.empty()) co_await put_cookies(context, std::move(cookies), deadline);
}

awaitable<void> put_session_storage(FrameSession& session, std::vector<OriginState> origins, Deadline deadline) {
  OriginVisitor visitor(session.session(), session.interception());
  co_await visitor.start(deadline);
  for (const OriginState& origin : origins) {
    const OriginCommand command{.put = &origin, .put_area = OriginCommand::Area::kSession};
    co_await visitor.run(origin.origin, origin_storage_function(), {command.to_json()}, deadline);
  }
  co_await visitor.stop(deadline);
}

awaitable<StorageState> take_storage_state(BrowserContext& context, IndexedDb indexed_db, Deadline deadline) {
  ContextImpl& impl = context.impl();
  StorageState state;
  state.cookies = co_await cookies_of(impl, deadline);

  std::vector<Frame*> main_frames;
  std::vector<Frame*> all_frames;
  for (Page* page : context.pages()) {
    main_frames.push_back(&page->main_frame());
    for (Frame* frame : page->frames()) all_frames.push_back(frame);
  }
  const auto keep = [&state](TakenStorage& taken) {
    OriginState& origin = origin_in(state, taken.origin);
    origin.local_storage = std::move(taken.items);
    origin.indexed_db = std::move(taken.indexed_db);
    state.not_exportable.insert(state.not_exportable.end(), taken.not_exportable.begin(), taken.not_exportable.end());
  };
  const std::string take_local = take_command(OriginCommand::Area::kLocal, indexed_db);
  // Only documents at the top: storage in frames of other sites is kept apart from it.
  std::set<std::string> known;
  for (TakenStorage& taken : co_await take_live(main_frames, take_local, deadline)) {
    if (known.insert(taken.origin).second) keep(taken);
  }
  std::unique_ptr<HiddenTab> tab;
  for (const std::string& origin : std::set<std::string>(impl.origins)) {
    if (known.contains(origin)) continue;
    if (!tab) tab = co_await HiddenTab::open(impl, deadline);
    TakenStorage taken = TakenStorage::parse(co_await tab->visitor.run(origin, origin_storage_function(), {take_local}, deadline));
    keep(taken);
  }
  const std::string take_session = take_command(OriginCommand::Area::kSession, IndexedDb::kLeaveOut);
  for (TakenStorage& taken : co_await take_live(all_frames, take_session, deadline)) {
    OriginState& origin = origin_in(state, taken.origin);
    if (origin.session_storage.empty()) origin.session_storage = std::move(taken.items);
  }
  // What was given and is not handed to Chrome (opfs…) goes on as it came.
  if (impl.options.storage_state) {
    state.other_json = impl.options.storage_state->other_json;
    for (const OriginState& given : impl.options.storage_state->origins) {
      if (!given.other_json.empty()) origin_in(state, given.origin).other_json = given.other_json;
    }
  }
  std::erase_if(state.origins, [](const OriginState& origin) { return origin.empty(); });
  std::sort(state.origins.begin(), state.origins.end(), [](const OriginState& a, const OriginState& b) { return a.origin < b.origin; });
  co_return state;
}

}  // namespace nightporter::engine
