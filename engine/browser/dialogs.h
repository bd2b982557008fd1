#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace nightporter::engine {

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
/// beforeunload is accepted and all others are dismissed. Owned by its Page. Pure: `decide` is fed by the page.
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
  Decision decide(DialogRecord opening);

 private:
  std::deque<Decision> answers_;
  std::deque<DialogRecord> seen_;
};

}  // namespace nightporter::engine
