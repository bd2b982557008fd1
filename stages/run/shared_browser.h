#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

#include "cdp/async/awaitable.h"

namespace nightporter::engine {
class Browser;
}

namespace nightporter::stages {

/// A browser that the stores of a run share: it starts while they prepare, and is closed as soon as the last of them has left it, while
/// what was fetched is still being loaded. On one thread.
class SharedBrowser {
 public:
  using Start = std::function<awaitable<std::unique_ptr<engine::Browser>>()>;

  /// `users`: how many stores will leave() it. One that never does only keeps it until close().
  SharedBrowser(Start start, std::size_t users);
  /// What close() has not ended ends soon afterwards, as the io_context runs.
  ~SharedBrowser();
  SharedBrowser(const SharedBrowser&) = delete;
  SharedBrowser& operator=(const SharedBrowser&) = delete;

  /// Begins to start it and returns at once. Once, before everything else.
  awaitable<void> begin();
  /// Returns when it has started. Throws what kept it from that, to everybody who asks. It lives until the asking store leaves.
  awaitable<engine::Browser*> get();
  /// Whether `failure` is what get() has thrown because it did not start.
  bool is_why_not_started(const std::exception_ptr& failure) const;
  /// One of the stores needs it no more.
  void leave();
  /// Returns when it has gone, whoever still uses it; one that is still starting is given up. Not to be cancelled. Throws what went wrong:
  /// in starting only if somebody has asked for it.
  awaitable<void> close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::stages
