#pragma once

#include <cstddef>
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

  /// `users`: how many stores will leave() it.
  SharedBrowser(Start start, std::size_t users);
  ~SharedBrowser();
  SharedBrowser(const SharedBrowser&) = delete;
  SharedBrowser& operator=(const SharedBrowser&) = delete;

  /// Begins to start it and returns at once. Once, before everything else; close() must follow before this is destroyed.
  awaitable<void> begin();
  /// Returns when it has started. Throws what kept it from that, to everybody who asks. It lives until the asking store leaves.
  awaitable<engine::Browser*> get();
  /// Whether it was tried in vain.
  bool failed() const;
  /// One of the stores needs it no more.
  void leave();
  /// Returns when it has gone, whoever still uses it; one that is still starting is given up. Not to be cancelled. Throws what kept it from
  /// starting or went wrong in closing it.
  awaitable<void> close();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::stages
