#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/remote/viewer_message.h"
#include "cdp/async/awaitable.h"
#include "cdp/async/signal.h"
#include "cdp/subscription.h"
#include "engine/view/page_fields.h"
#include "engine/view/screencast.h"

namespace nightporter::engine {
class BrowserContext;
class Page;
struct DialogRecord;
}  // namespace nightporter::engine

namespace nightporter::app {

/// What is to be seen of a browser context at this moment, and the way into it for a person's input: always the page that opened last
/// and is open still. Each part has a version that counts up when it changes, so that a viewer who is slow, or comes late, is sent the
/// newest state and nothing else. The context must outlive it; used on the context's thread.
class RemoteStage {
 public:
  struct Showing {
    std::string url;
    std::string title;
    bool is_popup = false;
  };
  template <class Part>
  struct Versioned {
    unsigned version = 0;
    Part part;
    void set(Part changed) {
      part = std::move(changed);
      ++version;
    }
  };

  /// `changed`, which must outlive it, is told of every change.
  RemoteStage(engine::BrowserContext& context, Signal& changed);
  ~RemoteStage();
  RemoteStage(const RemoteStage&) = delete;
  RemoteStage& operator=(const RemoteStage&) = delete;

  /// Follows the pages and looks what is on them, until it is cancelled.
  awaitable<void> run();

  /// Does what the viewer's message says; what takes time is done by run().
  void act(const ViewerMessage& message);

  const Versioned<engine::ScreencastFrame>& frame() const { return frame_; }
  /// The person's last input before the newest frame.
  unsigned input_before_frame() const { return input_before_frame_; }
  const Versioned<Showing>& showing() const { return showing_; }
  const Versioned<std::vector<engine::PageField>>& fields() const { return fields_; }
  const Versioned<std::string>& notice() const { return notice_; }
  unsigned dialog_version() const { return dialog_version_; }
  /// Null when no dialog is open.
  const engine::DialogRecord* dialog() const;

 private:
  using Task = std::function<awaitable<void>(engine::Page&)>;

  awaitable<void> follow_pages();
  awaitable<void> work();
  void show_newest_page();
  void show(engine::Page* page);
  void apply_size();
  void start_screencast();
  awaitable<void> look_at(engine::Page& page);
  void later(Task task);
  void tell(std::string notice);

  void do_action(const engine::RawMouse& mouse);
  void do_action(const WheelTurned& wheel);
  void do_action(const engine::RawKey& key);
  void do_action(const engine::RawTouch& touch);
  void do_action(const TextTyped& typed);
  void do_action(const OptionChosen& chosen);
  void do_action(const DialogAnswered& answered);
  void do_action(const SizeWanted& size);
  void do_action(const WentBack& back);
  void do_action(const Reloaded& reloaded);
  void do_action(const FrameShown&) {}
  void do_action(const Ping&) {}

  engine::BrowserContext& context_;
  Signal& changed_;
  engine::Page* page_ = nullptr;
  std::optional<engine::Screencast> screencast_;
  cdp::Subscription file_choosers_;
  std::optional<SizeWanted> size_;

  std::deque<Task> tasks_;
  bool is_unlooked_at_ = false;
  unsigned last_input_ = 0;
  unsigned input_before_frame_ = 0;
  Versioned<engine::ScreencastFrame> frame_;
  Versioned<Showing> showing_;
  Versioned<std::vector<engine::PageField>> fields_;
  Versioned<std::string> notice_;
  unsigned dialog_version_ = 0;
};

}  // namespace nightporter::app
