#include "stages/run/shared_browser.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "cdp/async/deadline.h"
#include "cdp/async/signal.h"
#include "engine/browser/browser.h"

namespace nightporter::stages {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto kClosesWithin = 10s;

}  // namespace

struct SharedBrowser::State {
  enum class Life { kStarting, kRunning, kGone };

  State(Start its_start, std::size_t its_users) : start(std::move(its_start)), users(its_users) {}

  static awaitable<void> live(std::shared_ptr<State> state);
  void give_up() {
    unwanted = true;
    changed.notify_all();
    if (life == Life::kStarting) cancel_start.emit(asio::cancellation_type::terminal);
  }
  void enter(Life next) {
    life = next;
    changed.notify_all();
  }

  Start start;
  std::size_t users;
  bool unwanted = false;
  Life life = Life::kStarting;
  std::unique_ptr<engine::Browser> browser;
  std::exception_ptr failure;
  bool started = false;
  bool asked_for = false;
  Signal changed;
  asio::cancellation_signal cancel_start;
};

awaitable<void> SharedBrowser::State::live(std::shared_ptr<State> state) {
  try {
    state->browser = co_await state->start();
    state->started = true;
    state->enter(Life::kRunning);
    co_await state->changed.wait_until([&state] { return state->users == 0 || state->unwanted; }, Deadline::never(), "the last store");
    co_await state->browser->close(Deadline::after(kClosesWithin));
  } catch (...) {
    state->failure = std::current_exception();
  }
  state->browser.reset();
  state->enter(Life::kGone);
}

SharedBrowser::SharedBrowser(Start start, std::size_t users) : state_(std::make_shared<State>(std::move(start), users)) {}
SharedBrowser::~SharedBrowser() {
  state_->give_up();
}

awaitable<void> SharedBrowser::begin() {
  asio::co_spawn(co_await asio::this_coro::executor, State::live(state_),
                 asio::bind_cancellation_slot(state_->cancel_start.slot(), [](const std::exception_ptr& error) {
                   if (error) std::rethrow_exception(error);
                 }));
}

awaitable<engine::Browser*> SharedBrowser::get() {
  State& state = *state_;
  state.asked_for = true;
  co_await state.changed.wait_until([&state] { return state.life != State::Life::kStarting; }, Deadline::never(), "the browser");
  if (state.failure) std::rethrow_exception(state.failure);
  co_return state.browser.get();
}

bool SharedBrowser::is_why_not_started(const std::exception_ptr& failure) const {
  return failure && !state_->started && failure == state_->failure;
}

void SharedBrowser::leave() {
  if (state_->users > 0) --state_->users;
  state_->changed.notify_all();
}

awaitable<void> SharedBrowser::close() {
  State& state = *state_;
  state.give_up();
  co_await state.changed.wait_until([&state] { return state.life == State::Life::kGone; }, Deadline::never(), "the end of the browser");
  if (state.failure && (state.started || state.asked_for)) std::rethrow_exception(state.failure);
}

}  // namespace nightporter::stages
