#include "cdp/pending_calls.h"

#include <utility>
#include <vector>

namespace nightporter::cdp {

std::int64_t PendingCalls::add(SessionId session, Receiver receiver) {
  const std::int64_t id = ++last_id_;
  calls_.emplace(id, Call{.session = std::move(session), .receiver = std::move(receiver)});
  return id;
}

void PendingCalls::forget(std::int64_t id) {
  calls_.erase(id);
}

bool PendingCalls::complete(std::int64_t id, CallOutcome outcome) {
  auto call = calls_.extract(id);
  if (!call) return false;
  call.mapped().receiver(std::move(outcome));
  return true;
}

void PendingCalls::fail_session(const SessionId& session, const std::exception_ptr& reason) {
  std::vector<std::int64_t> ids;
  for (const auto& [id, call] : calls_)
    if (call.session == session) ids.push_back(id);
  for (const std::int64_t id : ids) complete(id, reason);
}

void PendingCalls::fail_all(const std::exception_ptr& reason) {
  while (!calls_.empty()) complete(calls_.begin()->first, reason);
}

}  // namespace nightporter::cdp
