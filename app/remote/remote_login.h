#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/remote/remote_gate.h"
#include "app/remote/remote_server.h"
#include "app/remote/view_message.h"
#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {
class BrowserContext;
}

namespace nightporter::app {

struct RemoteLoginState;

struct RemoteLoginSettings {
  ListenAddress listen;
  std::optional<TlsFiles> tls;
  RemoteWords words;
};

/// A login that a person does from elsewhere: one page, served to whoever holds the link, that shows the browser and takes input.
/// Used on one thread. The destructor shuts every door at once.
class RemoteLogin {
 public:
  /// Listens at once. `entered` is told the address of the one who came in. Throws app::Error as RemoteServer does.
  RemoteLogin(boost::asio::any_io_executor executor, RemoteLoginSettings settings, std::function<void(std::string visitor)> entered);
  ~RemoteLogin();
  RemoteLogin(const RemoteLogin&) = delete;
  RemoteLogin& operator=(const RemoteLogin&) = delete;

  /// The link with the one-time token, for the person's eyes only.
  model::Secret link() const;
  std::uint16_t port() const;
  /// Since somebody did something, or came.
  std::chrono::seconds quiet_for() const;

  /// Lets people in and shows the context's pages until `work` has ended; its error, or that of the pages or the server, passes through.
  /// `ends` is when the work will be given up: the viewer is told how much time is left.
  awaitable<void> show_while(engine::BrowserContext& context, awaitable<void> work, Deadline ends);

  /// Tells the viewer how it ended, and closes when that has been read, at the deadline at the latest.
  awaitable<void> end(RemoteEnding ending, Deadline deadline);

 private:
  HttpReply answer(const RemoteRequest& request, bool is_upgrade);

  RemoteLoginSettings settings_;
  std::function<void(std::string)> entered_;
  RemoteGate gate_;
  std::shared_ptr<RemoteLoginState> state_;
  RemoteServer server_;
};

}  // namespace nightporter::app
