#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"

namespace nightporter::engine {

class Page;

/// A chooser for files that a page has opened, in place of the window that a person would see. The field that asked may stand in no
/// document at all. Good as long as its page.
class FileChooser {
 public:
  bool takes_several() const;
  /// Gives the files to whoever asked. Throws ActionRefused for a file that is not there, that Chrome cannot read, or that is one too many;
  /// the page hears nothing of it then.
  awaitable<void> choose(std::vector<std::filesystem::path> files, Deadline deadline);

 private:
  friend class FileChooserWait;
  struct State;
  explicit FileChooser(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

/// A chooser that is waited for from now on, in the page and in the frames that it has now. Make it before the trigger; while it lives no
/// chooser opens as a window.
class FileChooserWait {
 public:
  explicit FileChooserWait(Page& page);
  ~FileChooserWait();
  FileChooserWait(FileChooserWait&&) noexcept;
  FileChooserWait& operator=(FileChooserWait&&) = delete;

  /// Throws DeadlineExceeded.
  awaitable<FileChooser> wait(Deadline deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace nightporter::engine
