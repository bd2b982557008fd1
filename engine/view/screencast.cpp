#include "engine/view/screencast.h"

#include <optional>
#include <utility>

#include "cdp/protocol/page.h"
#include "cdp/session.h"
#include "engine/browser/base64.h"
#include "engine/browser/page.h"

namespace nightporter::engine {

Screencast::Screencast(Page& page, ScreencastOptions options, std::function<void(ScreencastFrame)> on_frame)
    : page_(page), on_frame_(std::move(on_frame)) {
  cdp::Session& session = page_.session();
  frames_ = session.on<cdp::page::ScreencastFrame>([this, &session](const cdp::page::ScreencastFrame& event) {
    session.send_and_forget(cdp::page::ScreencastFrameAck{.sessionId = event.sessionId});
    std::optional<std::string> jpeg = decode_base64(event.data);
    if (!jpeg) return;
    on_frame_({.jpeg = std::move(*jpeg), .width = event.metadata.deviceWidth, .height = event.metadata.deviceHeight});
  });
  session.send_and_forget(cdp::page::StartScreencast{
      .format = "jpeg", .quality = options.quality, .maxWidth = options.largest_width, .maxHeight = options.largest_height});
}

Screencast::~Screencast() {
  if (!page_.is_closed() && !page_.has_crashed()) page_.session().send_and_forget(cdp::page::StopScreencast{});
}

}  // namespace nightporter::engine
