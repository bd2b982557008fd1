#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <vector>

#include "cdp/protocol/fetch.h"
#include "engine/browser/url_pattern.h"

namespace nightporter::engine {

struct ArmedDownload;
class FrameSession;

/// Takes the first answer of an address as a download before Chrome does anything with it, whatever that would be: it may be shown, saved
/// or refused. The body comes over the wire in pieces, so the browser may run anywhere and memory stays constant. Owned by its
/// ArmedDownload; the destructor lets all other requests go again.
class ResponseCapture : public std::enable_shared_from_this<ResponseCapture> {
 public:
  ResponseCapture(ArmedDownload& armed, UrlPattern url, boost::asio::any_io_executor executor);
  ~ResponseCapture();

  /// Looks at the answers to `session`, a page's, from now on. What is sent needs no wait: Chrome keeps the order.
  void watch(FrameSession& session);
  /// The armed download is going: nothing more is told to it.
  void forget() { armed_ = nullptr; }

 private:
  struct Watched;
  /// Whether it is the answer that is waited for, which is taken then.
  bool paused(Watched& watched, const cdp::fetch::RequestPaused& event);
  static void take(std::shared_ptr<ResponseCapture> capture, std::shared_ptr<Watched> watched, cdp::fetch::RequestPaused event);

  ArmedDownload* armed_;
  UrlPattern url_;
  boost::asio::any_io_executor executor_;
  bool taken_ = false;
  std::vector<std::shared_ptr<Watched>> watched_;
};

}  // namespace nightporter::engine
