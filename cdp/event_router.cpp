#include "cdp/event_router.h"

#include <utility>

namespace nightporter::cdp {

Subscription EventRouter::subscribe(std::string method, Handler handler) {
  auto owned = std::make_shared<Handler>(std::move(handler));
  std::vector<std::weak_ptr<Handler>>& handlers = handlers_[std::move(method)];
  std::erase_if(handlers, [](const std::weak_ptr<Handler>& known) { return known.expired(); });
  handlers.push_back(owned);
  return Subscription(std::move(owned));
}

void EventRouter::deliver(const std::string& method, std::string_view params) {
  const auto found = handlers_.find(method);
  if (found == handlers_.end()) return;
  const std::vector<std::weak_ptr<Handler>> handlers = found->second;
  for (const std::weak_ptr<Handler>& known : handlers)
    if (const std::shared_ptr<Handler> handler = known.lock()) (*handler)(params);
}

}  // namespace nightporter::cdp
