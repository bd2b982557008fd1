#include <exception>
#include <utility>

#include "cdp/protocol/page.h"
#include "engine/browser/base64.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/element/secret_cover.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

awaitable<cdp::page::CaptureScreenshot> capture_of(Page& page, ScreenshotOptions options, Deadline deadline) {
  cdp::page::CaptureScreenshot capture{.format = options.format == ScreenshotOptions::Format::kJpeg ? "jpeg" : "png"};
  if (options.format == ScreenshotOptions::Format::kJpeg) capture.quality = 80;
  if (!options.clip && options.extent == ScreenshotOptions::Extent::kFullPage) {
    const auto metrics = co_await page.impl().watched(page.session().call(cdp::page::GetLayoutMetrics{}, deadline));
    options.clip = Clip{.width = metrics.cssContentSize.width, .height = metrics.cssContentSize.height};
  }
  if (options.clip) {
    const Clip& clip = *options.clip;
    capture.clip = cdp::page::Viewport{.x = clip.x, .y = clip.y, .width = clip.width, .height = clip.height, .scale = 1};
    capture.captureBeyondViewport = true;
  }
  co_return capture;
}

}  // namespace

awaitable<std::string> Page::screenshot(ScreenshotOptions options, Deadline deadline) {
  const cdp::page::CaptureScreenshot capture = co_await capture_of(*this, options, deadline);
  co_await cover_secrets(*this, deadline);
  std::exception_ptr failure;
  std::optional<std::string> bytes;
  try {
    const auto picture = co_await impl_->watched(session().call(capture, deadline));
    bytes = decode_base64(picture.data);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  co_await uncover_secrets(*this, deadline);
  if (failure) std::rethrow_exception(failure);
  if (!bytes) throw Error("Page.captureScreenshot: Chrome's picture is not base64");
  co_return std::move(*bytes);
}

}  // namespace nightporter::engine
