#include "engine/browser/dialogs.h"

#include <utility>

namespace nightporter::engine {

namespace {
constexpr std::size_t kKept = 50;
}

void Dialogs::answer_next(DialogAnswer answer, std::string prompt_text) {
  answers_.push_back({.answer = answer, .prompt_text = std::move(prompt_text)});
}

std::optional<Dialogs::Decision> Dialogs::decide(DialogRecord opening) {
  if (on_change_ && opening.type != "beforeunload" && answers_.empty()) {
    open_ = std::move(opening);
    on_change_();
    return std::nullopt;
  }
  Decision decision{.answer = opening.type == "beforeunload" ? DialogAnswer::kAccept : DialogAnswer::kDismiss, .prompt_text = {}};
  if (opening.type != "beforeunload" && !answers_.empty()) {
    decision = std::move(answers_.front());
    answers_.pop_front();
  }
  opening.answer = decision.answer;
  seen_.push_back(std::move(opening));
  if (seen_.size() > kKept) seen_.pop_front();
  return decision;
}

void Dialogs::leave_open(std::function<void()> on_change) {
  on_change_ = std::move(on_change);
}

void Dialogs::closed() {
  if (!open_) return;
  open_.reset();
  if (on_change_) on_change_();
}

}  // namespace nightporter::engine
