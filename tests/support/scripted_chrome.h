#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cdp/connection.h"
#include "cdp/transport.h"

namespace nightporter::test {

/// The double of Chrome's end of the wire: it expects commands in the order of its script and answers each at once with what the
/// script says. A command that is not next in the script closes the connection and says so.
///   ScriptedChrome chrome;
///   chrome.expect("Page.navigate").reply(R"({"frameId":"F1"})").then_event("Page.loadEventFired", R"({"timestamp":1})");
///   auto connection = chrome.connect(executor);
class ScriptedChrome {
 public:
  struct Script;

  /// One command of the script, and what comes of it, in order.
  class Step {
   public:
    /// The params that the command must have, compared as text.
    Step& with_params(std::string json);
    /// The session that it must come on.
    Step& on_session(std::string id);
    Step& reply(std::string result_json = "{}");
    Step& refuse(int code, std::string message);
    Step& then_event(std::string method, std::string params_json = "{}", std::string session = "");
    Step& then_disconnect(std::string reason);

   private:
    friend class ScriptedChrome;
    Step(Script& script, std::size_t index) : script_(script), index_(index) {}
    Script& script_;
    std::size_t index_;
  };

  ScriptedChrome();
  ~ScriptedChrome();
  ScriptedChrome(const ScriptedChrome&) = delete;
  ScriptedChrome& operator=(const ScriptedChrome&) = delete;

  std::unique_ptr<cdp::Transport> transport(boost::asio::any_io_executor executor);
  std::unique_ptr<cdp::Connection> connect(boost::asio::any_io_executor executor, cdp::ConnectionOptions options = {});

  /// Adds the next command to the script. Without reply() or refuse() it stays unanswered.
  Step expect(std::string method);

  /// Says something by itself, now.
  void event(std::string method, std::string params_json = "{}", std::string session = "");
  /// Answers command number `id` (from 1) now: late, or for a second time.
  void reply_to(int id, std::string result_json = "{}");
  /// Sends a frame as it is.
  void frame(std::string text);
  void disconnect(std::string reason);

  /// For the replay of error paths: command number `step` (from 0) gets no answer, the connection goes instead.
  void disconnect_at(std::size_t step);

  /// Commands of the script that have not come yet.
  std::size_t remaining() const;
  /// Every command that came: its frame.
  const std::vector<std::string>& received() const;

 private:
  std::shared_ptr<Script> script_;
};

}  // namespace nightporter::test
