#include "engine/element/file_chooser.h"

#include <optional>
#include <string>
#include <utility>

#include "cdp/async/signal.h"
#include "cdp/protocol/dom.h"
#include "cdp/protocol/page.h"
#include "cdp/session.h"
#include "cdp/subscription.h"
#include "engine/browser/page.h"
#include "engine/browser/page_impl.h"
#include "engine/element/upload.h"
#include "engine/error.h"

namespace nightporter::engine {

struct FileChooser::State {
  Page& page;
  std::unique_ptr<cdp::Session> session;
  cdp::page::FileChooserOpened opened;
};

FileChooser::FileChooser(std::shared_ptr<State> state) : state_(std::move(state)) {}

bool FileChooser::takes_several() const {
  return state_->opened.mode == "selectMultiple";
}

awaitable<void> FileChooser::choose(std::vector<std::filesystem::path> files, Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  constexpr const char* kName = "upload to";
  constexpr const char* kTarget = "the file chooser";
  std::vector<std::string> paths = upload_paths(kTarget, files);
  if (paths.size() > 1 && !takes_several()) throw ActionRefused(kName, kTarget, "it takes one file, not " + std::to_string(paths.size()));
  Frame* frame = state->page.frame_by_id(state->opened.frameId.value());
  if (frame == nullptr || !state->opened.backendNodeId) throw FrameDetached(state->opened.frameId.value());
  co_await require_readable(*frame, kTarget, paths, deadline);
  cdp::dom::SetFileInputFiles set{.files = std::move(paths)};
  set.backendNodeId = state->opened.backendNodeId;
  co_await state->session->call(std::move(set), deadline);
}

struct FileChooserWait::State {
  explicit State(Page& its_page) : page(its_page) {}

  Page& page;
  std::vector<std::unique_ptr<cdp::Session>> sessions;
  std::vector<cdp::Subscription> subscriptions;
  std::optional<FileChooser> found;
  Signal changed;
};

FileChooserWait::FileChooserWait(Page& page) : state_(std::make_shared<State>(page)) {
  State& state = *state_;
  page.impl().require_open();
  for (const auto& [target, frame_session] : page.impl().sessions) {
    cdp::Session& session = *state.sessions.emplace_back(frame_session->session().clone());
    state.subscriptions.push_back(session.on<cdp::page::FileChooserOpened>([&state, &session](const auto& event) {
      if (state.found) return;
      state.found = FileChooser(std::make_shared<FileChooser::State>(FileChooser::State{state.page, session.clone(), event}));
      state.changed.notify_all();
    }));
    // Chrome keeps the order: what is clicked from now on opens no window.
    session.send_and_forget(cdp::page::SetInterceptFileChooserDialog{.enabled = true});
  }
}

FileChooserWait::FileChooserWait(FileChooserWait&&) noexcept = default;

FileChooserWait::~FileChooserWait() {
  if (!state_) return;
  for (const auto& session : state_->sessions) session->send_and_forget(cdp::page::SetInterceptFileChooserDialog{.enabled = false});
}

awaitable<FileChooser> FileChooserWait::wait(Deadline deadline) {
  const std::shared_ptr<State> state = state_;
  co_await state->changed.wait_until([&state] { return state->found.has_value(); }, deadline, "a file chooser");
  co_return *state->found;
}

}  // namespace nightporter::engine
