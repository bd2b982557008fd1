#include "app/remote/remote_viewer.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace nightporter::app {

namespace asio = boost::asio;

namespace {

/// Two hide the way there and back, more would only be late.
constexpr unsigned kFramesUnderWay = 2;

class RemoteViewer {
 public:
  RemoteViewer(std::shared_ptr<RemoteLoginState> login, std::shared_ptr<ViewerSocket> socket)
      : login_(std::move(login)), socket_(std::move(socket)), number_(++login_->viewers) {
    login_->last_activity = Deadline::Clock::now();
    login_->changed.notify_all();
  }

  awaitable<void> listen() {
    for (;;) {
      const std::string text = co_await socket_->receive();
      ViewerMessage message = read(text);
      if (login_->stage == nullptr || number_ != login_->viewers) continue;
      if (message.input != 0) login_->last_activity = Deadline::Clock::now();
      if (const auto* shown = std::get_if<FrameShown>(&message.action)) shown_ = shown->frame;
      if (const auto* ping = std::get_if<Ping>(&message.action)) ping_ = ping->sent;
      login_->stage->act(message);
      login_->changed.notify_all();
    }
  }

  awaitable<void> show() {
    for (;;) {
      const std::optional<RemoteEnding> ending = number_ != login_->viewers ? RemoteEnding::kElsewhere : login_->ending;
      if (ending) {
        co_await socket_->send_text(view_of(*ending, login_->words));
        co_await socket_->say_goodbye();
        co_return;
      }
      if (!co_await show_one_change()) co_await login_->changed.wait(Deadline::never(), "something new to show");
    }
  }

 private:
  static ViewerMessage read(const std::string& text) {
    try {
      return parse_viewer_message(text);
    } catch (const BadViewerMessage& error) {
      throw ViewerGone(error.what());
    }
  }

  /// Sends the first thing that the viewer does not know yet; false when there is none.
  awaitable<bool> show_one_change() {
    const RemoteStage* stage = login_->stage;
    if (stage == nullptr) co_return false;
    if (ping_) {
      const double sent = *std::exchange(ping_, std::nullopt);
      co_await socket_->send_text(view_of_pong(sent));
      const auto left = std::chrono::duration_cast<std::chrono::seconds>(login_->ends.remaining());
      if (!login_->ends.is_never()) co_await socket_->send_text(view_of_time_left(left.count()));
    } else if (is_news(dialog_, stage->dialog_version())) {
      co_await socket_->send_text(view_of(stage->dialog()));
    } else if (is_news(showing_, stage->showing().version)) {
      co_await socket_->send_text(view_of(stage->showing().part));
    } else if (is_news(fields_, stage->fields().version)) {
      co_await socket_->send_text(view_of(stage->fields().part));
    } else if (is_news(notice_, stage->notice().version)) {
      co_await socket_->send_text(view_of_notice(stage->notice().part));
    } else if (stage->frame().version != frame_ && sent_ - shown_ < kFramesUnderWay) {
      frame_ = stage->frame().version;
      co_await socket_->send_bytes(view_of_frame(++sent_, stage->input_before_frame(), stage->frame().part));
    } else {
      co_return false;
    }
    co_return true;
  }

  static bool is_news(unsigned& known, unsigned version) { return std::exchange(known, version) != version; }

  std::shared_ptr<RemoteLoginState> login_;
  std::shared_ptr<ViewerSocket> socket_;
  const unsigned number_;
  unsigned sent_ = 0;   // frames
  unsigned shown_ = 0;  // the last one that is on the screen
  std::optional<double> ping_;
  // Versions that the viewer has.
  unsigned frame_ = 0;
  unsigned dialog_ = 0;
  unsigned showing_ = 0;
  unsigned fields_ = 0;
  unsigned notice_ = 0;
};

}  // namespace

awaitable<void> look_after_viewer(std::shared_ptr<RemoteLoginState> login, std::shared_ptr<ViewerSocket> socket) {
  RemoteViewer viewer(std::move(login), std::move(socket));
  const auto executor = co_await asio::this_coro::executor;
  const auto [order, listening, showing] =
      co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, viewer.listen(), asio::deferred),
                                                       asio::co_spawn(executor, viewer.show(), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const std::exception_ptr failure = order[0] == 0 ? listening : showing;
  if (failure) std::rethrow_exception(failure);
}

}  // namespace nightporter::app
