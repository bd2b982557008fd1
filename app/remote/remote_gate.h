#pragma once

#include <functional>
#include <string>

#include "app/remote/http_reply.h"
#include "model/secret.h"

namespace nightporter::app {

enum class Encryption { kNone, kTls };

/// Who may see the page. A link with a one-time token leads to an entrance, whose button sends the token back (whatever only looks at
/// links, such as a chat program's preview, presses no button); the token is then dead and its sender has a cookie that opens the
/// view. Anybody else gets a 404 that tells nothing. Pure but for the random numbers in its constructor.
class RemoteGate {
 public:
  enum class Passage {
    kNothing,   // 404
    kEntrance,  // the page with the button
    kEntering,  // the token was good and is dead now: give the cookie, lead to "/"
    kReturn,    // an old link in the hands of the one who has the cookie: lead to "/"
    kPage,      // the page with the view
    kView,      // may open the WebSocket
  };

  explicit RemoteGate(Encryption encryption);

  /// Judges a request; kEntering happens once. `is_upgrade`: it asks for a WebSocket.
  Passage judge(const RemoteRequest& request, bool is_upgrade);

  /// "/enter/…" with the token: for the person's eyes only.
  const model::Secret& entrance_path() const { return entrance_path_; }
  const model::Secret& token() const { return token_; }
  /// The value of Set-Cookie for the one who enters.
  model::Secret set_cookie() const;
  bool was_entered() const { return entered_; }

 private:
  bool has_cookie(const RemoteRequest& request) const;

  Encryption encryption_;
  model::Secret token_;
  model::Secret cookie_;
  model::Secret entrance_path_;
  bool entered_ = false;
};

}  // namespace nightporter::app
