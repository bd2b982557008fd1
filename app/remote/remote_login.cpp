#include "app/remote/remote_login.h"

#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "app/remote/remote_pages.h"
#include "app/remote/remote_stage.h"
#include "app/remote/remote_viewer.h"

namespace nightporter::app {

namespace asio = boost::asio;

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? name.data() : "localhost";
}

/// The viewers see the stage as long as this lives.
class OnStage {
 public:
  OnStage(RemoteLoginState& state, engine::BrowserContext& context) : state_(state), stage_(context, state.changed) {
    state_.stage = &stage_;
  }
  ~OnStage() { state_.stage = nullptr; }
  OnStage(const OnStage&) = delete;
  OnStage& operator=(const OnStage&) = delete;
  RemoteStage& stage() { return stage_; }

 private:
  RemoteLoginState& state_;
  RemoteStage stage_;
};

}  // namespace

RemoteLogin::RemoteLogin(asio::any_io_executor executor, RemoteLoginSettings settings, std::function<void(std::string)> entered)
    : settings_(std::move(settings)),
      entered_(std::move(entered)),
      gate_(settings_.tls ? Encryption::kTls : Encryption::kNone),
      state_(std::make_shared<RemoteLoginState>()),
      server_(
          std::move(executor), settings_.listen, settings_.tls,
          {.answer = [this](const RemoteRequest& request, bool is_upgrade) { return answer(request, is_upgrade); },
           .look_after = [state = state_](std::shared_ptr<ViewerSocket> socket) { return look_after_viewer(state, std::move(socket)); }}) {
  state_->words = settings_.words;
}

RemoteLogin::~RemoteLogin() = default;

std::uint16_t RemoteLogin::port() const {
  return server_.port();
}

model::Secret RemoteLogin::link() const {
  const std::string host = settings_.listen.is_any() ? host_name() : settings_.listen.address;
  const std::string scheme = settings_.tls ? "https://" : "http://";
  return model::Secret(scheme + host_and_port(host, server_.port()) + gate_.entrance_path().reveal());
}

std::chrono::seconds RemoteLogin::quiet_for() const {
  return std::chrono::duration_cast<std::chrono::seconds>(Deadline::Clock::now() - state_->last_activity);
}

HttpReply RemoteLogin::answer(const RemoteRequest& request, bool is_upgrade) {
  switch (gate_.judge(request, is_upgrade)) {
    case RemoteGate::Passage::kEntrance:
      return entrance_page(settings_.words, gate_.token());
    case RemoteGate::Passage::kEntering: {
      entered_(request.visitor);
      HttpReply reply = to_view_page();
      reply.headers.emplace_back("Set-Cookie", gate_.set_cookie().reveal());
      return reply;
    }
    case RemoteGate::Passage::kReturn:
      return to_view_page();
    case RemoteGate::Passage::kPage:
      return view_page(settings_.words);
    case RemoteGate::Passage::kView:
      return {.status = 101, .headers = {}, .body = {}};
    case RemoteGate::Passage::kNothing:
      break;
  }
  return nothing_there();
}

awaitable<void> RemoteLogin::show_while(engine::BrowserContext& context, awaitable<void> work, Deadline ends) {
  state_->ends = ends;
  state_->last_activity = Deadline::Clock::now();
  OnStage on(*state_, context);
  const auto executor = co_await asio::this_coro::executor;
  const auto [order, working, serving, staging] =
      co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, std::move(work), asio::deferred),
                                                       asio::co_spawn(executor, server_.serve(), asio::deferred),
                                                       asio::co_spawn(executor, on.stage().run(), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  const std::exception_ptr failure = order[0] == 0 ? working : order[0] == 1 ? serving : staging;
  if (failure) std::rethrow_exception(failure);
}

awaitable<void> RemoteLogin::end(RemoteEnding ending, Deadline deadline) {
  state_->ending = ending;
  state_->changed.notify_all();
  co_await server_.see_off(deadline);
}

}  // namespace nightporter::app
