#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/remote/http_reply.h"
#include "app/remote/listen_address.h"
#include "app/remote/viewer_socket.h"
#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::app {

/// PEM files.
struct TlsFiles {
  std::filesystem::path certificate;  // with the chain that leads to it
  std::filesystem::path key;
};

/// What a server does with its visitors. All are called on its thread.
struct RemoteVisits {
  /// Answers a request. `is_upgrade`: it asks for a WebSocket, and gets one when the status is 101.
  std::function<HttpReply(const RemoteRequest& request, bool is_upgrade)> answer;
  /// Looks after a WebSocket until it ends. ViewerGone needs not be caught.
  std::function<awaitable<void>(std::shared_ptr<ViewerSocket>)> look_after;
};

/// A small HTTP server, for one person. Requests are limited in size, number and time; every connection serves one request.
/// Used on the thread of its executor. The destructor closes every connection at once.
class RemoteServer {
 public:
  /// Listens at once. Throws app::Error when the address is taken or the TLS files cannot be used.
  RemoteServer(boost::asio::any_io_executor executor, const ListenAddress& listen, const std::optional<TlsFiles>& tls, RemoteVisits visits);
  ~RemoteServer();
  RemoteServer(const RemoteServer&) = delete;
  RemoteServer& operator=(const RemoteServer&) = delete;

  std::uint16_t port() const;

  /// Takes visitors in until it is cancelled; those who are in stay.
  awaitable<void> serve();

  /// Waits for the connections to end, then closes those that are left at the deadline. Does not throw at the deadline.
  awaitable<void> see_off(Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::app
