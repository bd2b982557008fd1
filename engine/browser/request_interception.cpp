#include "engine/browser/request_interception.h"

#include <optional>
#include <utility>

#include "cdp/session.h"

namespace nightporter::engine {

namespace fetch = cdp::fetch;

struct RequestInterception::State : std::enable_shared_from_this<State> {
  struct Entry {
    std::shared_ptr<State> state;
    std::vector<fetch::RequestPattern> patterns;
    Rule rule;

    ~Entry() { state->tell_chrome(); }
  };

  void tell_chrome() {
    std::erase_if(entries, [](const std::weak_ptr<Entry>& entry) { return entry.expired(); });
    std::vector<fetch::RequestPattern> patterns;
    for (const std::weak_ptr<Entry>& entry : entries)
      if (const auto known = entry.lock()) patterns.insert(patterns.end(), known->patterns.begin(), known->patterns.end());
    enabling.reset();
    if (patterns.empty()) {  // with which Chrome would pause everything
      pausing.reset();
      session->send_and_forget(fetch::Disable{});
      return;
    }
    if (!pausing) pausing = session->on<fetch::RequestPaused>([this](const auto& event) { paused(event); });
    enabling.emplace(session->start(fetch::Enable{.patterns = std::move(patterns)}));
  }

  void paused(const fetch::RequestPaused& event) {
    const auto alive = shared_from_this();
    // A rule may add and remove rules.
    for (const std::weak_ptr<Entry>& entry : std::vector(entries))
      if (const auto known = entry.lock(); known && known->rule(event)) return;
    session->send_and_forget(fetch::ContinueRequest{.requestId = event.requestId});
  }

  std::unique_ptr<cdp::Session> session;
  std::vector<std::weak_ptr<Entry>> entries;
  std::optional<cdp::Reply<fetch::Enable>> enabling;
  cdp::Subscription pausing;
};

RequestInterception::RequestInterception(const cdp::Session& session) : state_(std::make_shared<State>()) {
  state_->session = session.clone();
}

RequestInterception::~RequestInterception() = default;

cdp::Subscription RequestInterception::add(std::vector<fetch::RequestPattern> patterns, Rule rule) {
  auto entry = std::make_shared<State::Entry>(state_, std::move(patterns), std::move(rule));
  state_->entries.push_back(entry);
  state_->tell_chrome();
  return cdp::Subscription(std::move(entry));
}

awaitable<void> RequestInterception::in_force(Deadline deadline) {
  if (auto enabling = std::exchange(state_->enabling, std::nullopt)) co_await std::move(*enabling).get(deadline);
}

}  // namespace nightporter::engine
