#include <utility>

#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/locator.h"

namespace nightporter::engine {

Locator Frame::locator(Selector selector) {
  return {*this, std::move(selector)};
}
Locator Frame::locator(std::vector<Selector> alternatives) {
  return {*this, std::move(alternatives)};
}
FrameLocator Frame::frame_locator(Selector selector) {
  return {*this, std::move(selector)};
}

Locator Page::locator(Selector selector) {
  return main_frame().locator(std::move(selector));
}
Locator Page::locator(std::vector<Selector> alternatives) {
  return main_frame().locator(std::move(alternatives));
}

}  // namespace nightporter::engine
