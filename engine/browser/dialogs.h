#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::engine {

/// kAccept is OK, kDismiss is Cancel.
enum class DialogAnswer { kAccept, kDismiss };

/// A dialog that a page has shown, with the answer that it got.
struct DialogRecord {
  std::string type;  // "alert", "confirm", "prompt", "beforeunload"
  std::string message;
  std::string default_prompt;
  std::string url;
  DialogAnswer answer = DialogAnswer::kDismiss;
};

/// Answers a page's dialogs at once, so that they never block it: with the answers that were laid down beforehand, in order; else
/// beforeunload is accepted and all others are dismissed, unless a person is there to be asked. Owned by its Page. Pure: `decide` and
/// `closed` are fed by the page.
class Dialogs {
 public:
  /// Lays down the answer for the next dialog that is not a beforeunload. `prompt_text` is typed into a prompt.
  void answer_next(DialogAnswer answer, std::string prompt_text = {});

  /// The dialogs seen so far, oldest first; the last 50.
  const std::deque<DialogRecord>& seen() const { return seen_; }

  struct Decision {
    DialogAnswer answer;
    std::string prompt_text;
  };
  /// Nothing when the dialog stays open for a person, who answers with Page::answer_dialog.
  std::optional<Decision> decide(DialogRecord opening);

  /// From now on dialogs without an answer laid down stay open, and block their page, until somebody answers. `on_change` is called when
  /// one opens or closes and must not throw; an empty one brings the old ways back for the dialogs to come.
  void leave_open(std::function<void()> on_change);
  /// The dialog that waits for an answer.
  const std::optional<DialogRecord>& open() const { return open_; }
  void closed();

 private:
  std::function<void()> on_change_;
  std::optional<DialogRecord> open_;
  std::deque<Decision> answers_;
  std::deque<DialogRecord> seen_;
};

}  // namespace nightporter::engine
