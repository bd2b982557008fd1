#include "app/remote/remote_stage.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "cdp/error.h"
#include "cdp/protocol/emulation.h"
#include "cdp/protocol/page.h"
#include "cdp/session.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/dialogs.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/error.h"

namespace nightporter::app {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A page that has not answered by then is asked again.
constexpr auto kAnswersWithin = 10s;
/// Fields are looked for when the picture has changed, but not more often than this.
constexpr auto kLooksEvery = 150ms;

}  // namespace

RemoteStage::RemoteStage(engine::BrowserContext& context, Signal& changed) : context_(context), changed_(changed) {
  show_newest_page();
}

RemoteStage::~RemoteStage() {
  show(nullptr);
}

const engine::DialogRecord* RemoteStage::dialog() const {
  return page_ != nullptr && page_->dialogs().open() ? &*page_->dialogs().open() : nullptr;
}

awaitable<void> RemoteStage::run() {
  const auto executor = co_await asio::this_coro::executor;
  const auto [order, follower, worker] =
      co_await asio::experimental::make_parallel_group(asio::co_spawn(executor, follow_pages(), asio::deferred),
                                                       asio::co_spawn(executor, work(), asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  std::rethrow_exception(order[0] == 0 ? follower : worker);
}

awaitable<void> RemoteStage::follow_pages() {
  for (;;) {
    show_newest_page();
    co_await context_.pages_change(Deadline::never());
  }
}

void RemoteStage::show_newest_page() {
  engine::Page* newest = nullptr;
  for (engine::Page* page : context_.pages())
    if (!page->has_crashed()) newest = page;
  if (newest != page_) show(newest);
}

void RemoteStage::show(engine::Page* page) {
  screencast_.reset();
  file_choosers_.reset();
  if (page_ != nullptr) page_->dialogs().leave_open({});
  page_ = page;
  tasks_.clear();
  fields_.set({});
  ++dialog_version_;
  if (page_ != nullptr) {
    cdp::Session& session = page_->session();
    page_->dialogs().leave_open([this] {
      ++dialog_version_;
      changed_.notify_all();
    });
    file_choosers_ = session.on<cdp::page::FileChooserOpened>(
        [this](const cdp::page::FileChooserOpened&) { tell("Files cannot be sent to the site from here."); });
    session.send_and_forget(cdp::page::SetInterceptFileChooserDialog{.enabled = true});
    apply_size();
    start_screencast();
    is_unlooked_at_ = true;
  }
  changed_.notify_all();
}

void RemoteStage::start_screencast() {
  engine::ScreencastOptions options;
  if (size_) {
    options.largest_width = static_cast<int>(size_->width * size_->scale);
    options.largest_height = static_cast<int>(size_->height * size_->scale);
  }
  screencast_.reset();
  screencast_.emplace(*page_, options, [this](engine::ScreencastFrame frame) {
    frame_.set(std::move(frame));
    input_before_frame_ = last_input_;
    is_unlooked_at_ = true;
    changed_.notify_all();
  });
}

void RemoteStage::apply_size() {
  if (!size_ || page_ == nullptr) return;
  cdp::Session& session = page_->session();
  session.send_and_forget(
      cdp::emulation::SetDeviceMetricsOverride{.width = size_->width, .height = size_->height, .deviceScaleFactor = size_->scale});
  session.send_and_forget(cdp::emulation::SetTouchEmulationEnabled{.enabled = size_->has_touch});
}

awaitable<void> RemoteStage::work() {
  asio::steady_timer pause(co_await asio::this_coro::executor);
  for (;;) {
    co_await changed_.wait_until(
        [this] { return page_ != nullptr && dialog() == nullptr && !page_->has_crashed() && (is_unlooked_at_ || !tasks_.empty()); },
        Deadline::never(), "something to do");
    try {
      if (!tasks_.empty()) {
        const Task task = std::move(tasks_.front());
        tasks_.pop_front();
        co_await task(*page_);
      } else {
        is_unlooked_at_ = false;
        co_await look_at(*page_);
      }
    } catch (const cdp::Disconnected&) {
      throw;
    } catch (const cdp::Error&) {
      // The page went, or is busy: the next picture brings us here again.
    } catch (const engine::Error&) {
    }
    if (!tasks_.empty()) continue;
    pause.expires_after(kLooksEvery);
    co_await pause.async_wait(asio::use_awaitable);
  }
}

awaitable<void> RemoteStage::look_at(engine::Page& page) {
  const Deadline deadline = Deadline::after(kAnswersWithin);
  std::vector<engine::PageField> fields = co_await engine::visible_fields(page, deadline);
  std::string title = co_await page.title(deadline);
  if (&page != page_) co_return;
  fields_.set(std::move(fields));
  Showing showing{.url = page.url(), .title = std::move(title), .is_popup = page.opener() != nullptr};
  const Showing& before = showing_.part;
  if (showing_.version == 0 || showing.url != before.url || showing.title != before.title || showing.is_popup != before.is_popup)
    showing_.set(std::move(showing));
  changed_.notify_all();
}

void RemoteStage::later(Task task) {
  tasks_.push_back(std::move(task));
  changed_.notify_all();
}

void RemoteStage::tell(std::string notice) {
  notice_.set(std::move(notice));
  changed_.notify_all();
}

void RemoteStage::act(const ViewerMessage& message) {
  if (message.input != 0) last_input_ = message.input;
  if (page_ == nullptr || page_->is_closed() || page_->has_crashed()) return;
  std::visit([this](const auto& action) { do_action(action); }, message.action);
}

void RemoteStage::do_action(const engine::RawMouse& mouse) {
  engine::RawInput(*page_).mouse(mouse);
}
void RemoteStage::do_action(const WheelTurned& wheel) {
  engine::RawInput(*page_).wheel(wheel.point, wheel.delta_x, wheel.delta_y, wheel.modifiers);
}
void RemoteStage::do_action(const engine::RawKey& key) {
  engine::RawInput(*page_).key(key);
}
void RemoteStage::do_action(const engine::RawTouch& touch) {
  engine::RawInput(*page_).touch(touch);
}

void RemoteStage::do_action(const TextTyped& typed) {
  constexpr std::size_t kLongestTyped = 100;  // bytes; a text beyond that is no name, password or code
  engine::RawInput input(*page_);
  if (typed.text.size() <= kLongestTyped)
    input.type(typed.text);
  else
    input.insert_text(typed.text);
}

void RemoteStage::do_action(const OptionChosen& chosen) {
  later([this, chosen](engine::Page& page) -> awaitable<void> {
    const bool done = co_await engine::choose_option(page, chosen.frame, chosen.field, chosen.option, Deadline::after(kAnswersWithin));
    if (!done) tell("The list has changed meanwhile. Open it again.");
    is_unlooked_at_ = true;
  });
}

void RemoteStage::do_action(const DialogAnswered& answered) {
  page_->answer_dialog(answered.accept ? engine::DialogAnswer::kAccept : engine::DialogAnswer::kDismiss, answered.text);
}

void RemoteStage::do_action(const SizeWanted& size) {
  size_ = SizeWanted{.width = std::clamp(size.width, 320, 1920),
                     .height = std::clamp(size.height, 200, 1600),
                     .scale = std::clamp(size.scale, 1.0, 2.0),
                     .has_touch = size.has_touch};
  apply_size();
  start_screencast();
  later([](engine::Page& page) -> awaitable<void> { return engine::show_focused_field(page, Deadline::after(kAnswersWithin)); });
}

void RemoteStage::do_action(const WentBack&) {
  later([](engine::Page& page) -> awaitable<void> {
    co_await page.main_frame().evaluate_in(engine::World::kUtility, "history.back()", {}, Deadline::after(kAnswersWithin));
  });
}

void RemoteStage::do_action(const Reloaded&) {
  page_->session().send_and_forget(cdp::page::Reload{});
}

}  // namespace nightporter::app
