#include "tests/app/remote/remote_person.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cdp/protocol/emulation.h"
#include "cdp/session.h"
#include "engine/element/keyboard.h"
#include "engine/element/mouse.h"
#include "engine/view/raw_input.h"

namespace nightporter::test {

using namespace std::chrono_literals;

namespace {

Deadline soon() {
  return Deadline::after(30s);
}

}  // namespace

awaitable<std::unique_ptr<RemotePerson>> RemotePerson::come(std::string link, Device device) {
  auto person = std::unique_ptr<RemotePerson>(new RemotePerson);
  person->device_ = device;
  engine::LaunchOptions launch;
  // The test's certificate was made a moment ago by nobody.
  launch.extra_flags = {"--ignore-certificate-errors"};
  if (device == Device::kPhone) launch.extra_flags.push_back("--blink-settings=primaryPointerType=2,availablePointerTypes=2");
  person->browser_ = co_await engine::Browser::launch(std::move(launch), soon());
  engine::ContextOptions options;
  if (device == Device::kPhone) options.viewport = {.width = 390, .height = 760};
  person->context_ = co_await person->browser_->new_context(std::move(options), soon());
  person->page_ = co_await person->context_->new_page(soon());
  if (device == Device::kPhone) {
    cdp::Session& session = person->page_->session();
    co_await session.call(cdp::emulation::SetDeviceMetricsOverride{.width = 390, .height = 760, .deviceScaleFactor = 2, .mobile = true},
                          soon());
    co_await session.call(cdp::emulation::SetTouchEmulationEnabled{.enabled = true}, soon());
  }
  co_await person->page_->go_to(std::move(link), engine::WaitUntil::kLoad, soon());
  co_await person->keep_picture("entrance");
  co_await person->find("css=#start").click(engine::ClickOptions(), soon());
  co_await person->is_connected();
  co_return person;
}

awaitable<void> RemotePerson::leave() {
  co_await browser_->close(soon());
}

engine::Locator RemotePerson::find(const std::string& selector) {
  return page_->locator(engine::Selector::parse(selector));
}

awaitable<void> RemotePerson::sees(std::string script) {
  co_await page_->wait_for_function(std::move(script), soon());
}

awaitable<void> RemotePerson::is_connected() {
  co_await sees("document.body.dataset.state === 'live'");
}

awaitable<engine::Box> RemotePerson::picture_box() {
  co_return co_await find("css=#picture").bounding_box(soon());
}

awaitable<void> RemotePerson::press_at(engine::Point remote) {
  // The picture is shown in its own size on our test devices.
  const engine::Box box = co_await picture_box();
  const engine::Point point{.x = box.x + remote.x, .y = box.y + remote.y};
  if (device_ == Device::kDesktop) co_return co_await page_->mouse().click(point, engine::MouseButton::kLeft, 1, {}, soon());
  engine::RawInput finger(*page_);
  finger.touch({.kind = engine::RawTouch::Kind::kStart, .fingers = {{.id = 1, .point = point}}});
  finger.touch({.kind = engine::RawTouch::Kind::kEnd});
}

awaitable<void> RemotePerson::type(std::string text) {
  co_await page_->keyboard().type(std::move(text), soon());
}

awaitable<void> RemotePerson::press_key(std::string key) {
  co_await page_->keyboard().press(std::move(key), soon());
}

awaitable<void> RemotePerson::keep_picture(std::string name) {
  const char* const folder = std::getenv("NIGHTPORTER_PICTURES");
  if (folder == nullptr) co_return;
  co_await sees("document.querySelector('#latency')?.textContent !== '–'");
  const std::string device = device_ == Device::kPhone ? "phone" : "desktop";
  for (const std::string scheme : {"light", "dark"}) {
    cdp::emulation::SetEmulatedMedia media;
    media.features = {{.name = "prefers-color-scheme", .value = scheme}};
    co_await page_->session().call(std::move(media), soon());
    const std::string png = co_await page_->screenshot({}, soon());
    const std::string ending = scheme == "dark" ? "-dark.png" : ".png";
    std::ofstream(std::filesystem::path(folder) / ("remote-" + device + "-" + name + ending), std::ios::binary) << png;
  }
}

}  // namespace nightporter::test
