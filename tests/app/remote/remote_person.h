#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/element/locator.h"

namespace nightporter::test {

enum class Device { kDesktop, kPhone };

/// A person with a browser of their own who has been sent the link: sees our page and nothing else of the program.
class RemotePerson {
 public:
  /// Opens the link, presses Start and waits for the first picture.
  static awaitable<std::unique_ptr<RemotePerson>> come(std::string link, Device device);
  awaitable<void> leave();

  engine::Page& page() { return *page_; }
  engine::Locator find(const std::string& selector);

  /// Presses, at a point of the remote page in its CSS pixels: with the mouse, or on a phone with a finger.
  awaitable<void> press_at(engine::Point remote);
  awaitable<void> type(std::string text);
  awaitable<void> press_key(std::string key);

  /// Waits for a script (as Page::wait_for_function) of our page.
  awaitable<void> sees(std::string script);
  awaitable<void> is_connected();
  /// The size of the remote page that is shown, in its CSS pixels.
  awaitable<engine::Box> picture_box();
  /// A picture of our page into the folder that NIGHTPORTER_PICTURES names: those of docs/pictures are made so.
  awaitable<void> keep_picture(std::string name);

 private:
  RemotePerson() = default;
  Device device_ = Device::kDesktop;
  std::unique_ptr<engine::Browser> browser_;
  std::unique_ptr<engine::BrowserContext> context_;
  engine::Page* page_ = nullptr;
};

}  // namespace nightporter::test
