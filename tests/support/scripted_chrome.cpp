#include "tests/support/scripted_chrome.h"

#include <deque>
#include <functional>
#include <utility>

#include "cdp/async/signal.h"
#include "cdp/error.h"
#include "cdp/message.h"
#include "cdp/protocol/described.h"

namespace nightporter::test {

namespace {

struct ReplyFrame {
  std::int64_t id = 0;
  cdp::RawJson result;
};
BOOST_DESCRIBE_STRUCT(ReplyFrame, (), (id, result))

struct RefusalBody {
  int code = 0;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(RefusalBody, (), (code, message))

struct RefusalFrame {
  std::int64_t id = 0;
  RefusalBody error;
};
BOOST_DESCRIBE_STRUCT(RefusalFrame, (), (id, error))

struct EventFrame {
  std::string method;
  cdp::RawJson params;
  std::optional<cdp::SessionId> sessionId;
};
BOOST_DESCRIBE_STRUCT(EventFrame, (), (method, params, sessionId))

std::string event_frame(std::string method, std::string params_json, std::string session) {
  EventFrame event{.method = std::move(method), .params = {std::move(params_json)}};
  if (!session.empty()) event.sessionId = cdp::SessionId(std::move(session));
  return cdp::encode(event);
}

}  // namespace

struct ScriptedChrome::Script {
  struct Expected {
    std::string method;
    std::optional<std::string> params;
    std::optional<std::string> session;
    std::vector<std::function<void(std::int64_t id)>> reactions;
  };

  std::deque<Expected> expected;
  std::size_t done = 0;
  std::optional<std::size_t> disconnect_at;
  std::vector<std::string> received;
  std::deque<std::string> outgoing;
  std::optional<std::string> closed;
  Signal changed;

  void say(std::string frame) {
    if (!closed) outgoing.push_back(std::move(frame));
    changed.notify_all();
  }

  void disconnect(std::string reason) {
    if (!closed) closed = std::move(reason);
    changed.notify_all();
  }

  void hear(std::string frame) {
    received.push_back(frame);
    const cdp::IncomingMessage command = cdp::parse_message(std::move(frame));
    if (disconnect_at == done) return disconnect("the script ends the connection at step " + std::to_string(done));
    if (done >= expected.size()) return disconnect("unexpected " + command.method + ": the script is over");
    const Expected& step = expected[done++];
    if (step.method != command.method) return disconnect("unexpected " + command.method + ": the script expects " + step.method);
    if (step.params && *step.params != command.body)
      return disconnect(command.method + " has the params " + command.body + ": the script expects " + *step.params);
    if (step.session && *step.session != command.session.value())
      return disconnect(command.method + " came on session \"" + command.session.value() + "\": the script expects \"" + *step.session +
                        "\"");
    for (const auto& react : step.reactions) react(*command.id);
  }
};

namespace {

class ScriptedTransport final : public cdp::Transport {
 public:
  ScriptedTransport(boost::asio::any_io_executor executor, std::shared_ptr<ScriptedChrome::Script> script)
      : executor_(std::move(executor)), script_(std::move(script)) {}

  boost::asio::any_io_executor executor() override { return executor_; }

  awaitable<std::string> receive() override {
    ScriptedChrome::Script& script = *script_;
    co_await script.changed.wait_until([&script] { return !script.outgoing.empty() || script.closed; }, Deadline::never(), "a message");
    if (script.outgoing.empty()) throw cdp::TransportClosed(*script.closed);
    std::string frame = std::move(script.outgoing.front());
    script.outgoing.pop_front();
    co_return frame;
  }

  awaitable<void> send(std::string message) override {
    if (script_->closed) throw cdp::TransportClosed(*script_->closed);
    script_->hear(std::move(message));
    co_return;
  }

  awaitable<void> finish() override {
    script_->disconnect("the other side has said goodbye");
    co_return;
  }

  void abort() noexcept override {
    script_->outgoing.clear();
    script_->disconnect("closed from our side");
  }

 private:
  boost::asio::any_io_executor executor_;
  std::shared_ptr<ScriptedChrome::Script> script_;
};

}  // namespace

ScriptedChrome::ScriptedChrome() : script_(std::make_shared<Script>()) {}
ScriptedChrome::~ScriptedChrome() = default;

std::unique_ptr<cdp::Transport> ScriptedChrome::transport(boost::asio::any_io_executor executor) {
  return std::make_unique<ScriptedTransport>(std::move(executor), script_);
}

std::unique_ptr<cdp::Connection> ScriptedChrome::connect(boost::asio::any_io_executor executor, cdp::ConnectionOptions options) {
  return cdp::Connection::over(transport(std::move(executor)), std::move(options));
}

ScriptedChrome::Step ScriptedChrome::expect(std::string method) {
  script_->expected.push_back({.method = std::move(method), .params = {}, .session = {}, .reactions = {}});
  return Step(*script_, script_->expected.size() - 1);
}

ScriptedChrome::Step& ScriptedChrome::Step::with_params(std::string json) {
  script_.expected[index_].params = std::move(json);
  return *this;
}

ScriptedChrome::Step& ScriptedChrome::Step::on_session(std::string id) {
  script_.expected[index_].session = std::move(id);
  return *this;
}

ScriptedChrome::Step& ScriptedChrome::Step::reply(std::string result_json) {
  script_.expected[index_].reactions.push_back([&script = script_, result = std::move(result_json)](std::int64_t id) {
    script.say(cdp::encode(ReplyFrame{.id = id, .result = {result}}));
  });
  return *this;
}

ScriptedChrome::Step& ScriptedChrome::Step::refuse(int code, std::string message) {
  script_.expected[index_].reactions.push_back([&script = script_, body = RefusalBody{code, std::move(message)}](std::int64_t id) {
    script.say(cdp::encode(RefusalFrame{.id = id, .error = body}));
  });
  return *this;
}

ScriptedChrome::Step& ScriptedChrome::Step::then_event(std::string method, std::string params_json, std::string session) {
  script_.expected[index_].reactions.push_back(
      [&script = script_, frame = event_frame(std::move(method), std::move(params_json), std::move(session))](std::int64_t) {
        script.say(frame);
      });
  return *this;
}

ScriptedChrome::Step& ScriptedChrome::Step::then_disconnect(std::string reason) {
  script_.expected[index_].reactions.push_back(
      [&script = script_, reason = std::move(reason)](std::int64_t) { script.disconnect(reason); });
  return *this;
}

void ScriptedChrome::event(std::string method, std::string params_json, std::string session) {
  script_->say(event_frame(std::move(method), std::move(params_json), std::move(session)));
}

void ScriptedChrome::reply_to(int id, std::string result_json) {
  script_->say(cdp::encode(ReplyFrame{.id = id, .result = {std::move(result_json)}}));
}

void ScriptedChrome::frame(std::string text) {
  script_->say(std::move(text));
}
void ScriptedChrome::disconnect(std::string reason) {
  script_->disconnect(std::move(reason));
}
void ScriptedChrome::disconnect_at(std::size_t step) {
  script_->disconnect_at = step;
}
std::size_t ScriptedChrome::remaining() const {
  return script_->expected.size() - script_->done;
}
const std::vector<std::string>& ScriptedChrome::received() const {
  return script_->received;
}

}  // namespace nightporter::test
