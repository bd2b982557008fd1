#pragma once

#include <functional>
#include <string>

#include "cdp/subscription.h"

namespace nightporter::engine {

class Page;

/// A picture of a page's viewport as it was a moment ago.
struct ScreencastFrame {
  std::string jpeg;
  /// The viewport in CSS pixels: what input events count in. The picture may be larger or smaller.
  double width = 0;
  double height = 0;
};

/// How much a picture may take. A plain value.
struct ScreencastOptions {
  int quality = 70;  // of JPEG, 0 to 100
  /// The picture is scaled down to fit, in device pixels.
  int largest_width = 2560;
  int largest_height = 2560;
};

/// Shows a page as it changes: `on_frame` is called on the connection's thread with each picture, the first one soon, and must not throw
/// or block. Every frame is acknowledged as it comes: Chrome, which keeps two under way at the most, drops what is drawn meanwhile and
/// would not draw the last state again. Whoever is slower than that keeps the newest frame. Ends with the page, which must outlive it;
/// the destructor stops it. Throws PageClosed, PageCrashed when the page is gone already.
class Screencast {
 public:
  Screencast(Page& page, ScreencastOptions options, std::function<void(ScreencastFrame)> on_frame);
  ~Screencast();
  Screencast(const Screencast&) = delete;
  Screencast& operator=(const Screencast&) = delete;

 private:
  Page& page_;
  std::function<void(ScreencastFrame)> on_frame_;
  cdp::Subscription frames_;
};

}  // namespace nightporter::engine
