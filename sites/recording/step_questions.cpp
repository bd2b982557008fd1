#include "sites/recording/step_questions.h"

#include <type_traits>
#include <variant>

namespace nightporter::sites::recording {

Selectors* element_of(Step& step) {
  return std::visit(
      [](auto& action) -> Selectors* {
        using Action = std::decay_t<decltype(action)>;
        if constexpr (requires { action.on; }) {
          return &action.on;
        } else if constexpr (requires { action.into; }) {
          return &action.into;
        } else if constexpr (std::is_same_v<Action, SelectOption>) {
          return &action.in;
        } else if constexpr (std::is_same_v<Action, WaitFor>) {
          auto* visible = std::get_if<Visible>(&action.condition);
          return visible != nullptr ? &visible->element : nullptr;
        } else if constexpr (std::is_same_v<Action, ExpectDownload>) {
          return action.by.empty() ? nullptr : element_of(action.by.front());
        } else {
          return nullptr;
        }
      },
      step.action);
}

const std::string* address_of(const RecordedStep& step) {
  const auto* go_to = std::get_if<GoTo>(&step.step.action);
  return go_to != nullptr ? &go_to->url.source() : nullptr;
}

bool submits(const Step& step) {
  const auto* press = std::get_if<Press>(&step.action);
  return std::holds_alternative<Click>(step.action) || (press != nullptr && press->key == "Enter");
}

bool has_words(const RecordedStep& recorded, const std::set<std::string>& wanted) {
  RecordedStep step = recorded;
  const Selectors* element = element_of(step.step);
  if (element == nullptr) return false;
  for (const TextTemplate& selector : *element)
    for (const std::string& word : words_of_name(selector.source()))
      if (wanted.contains(word)) return true;
  return false;
}

Selectors told_by_name(const Selectors& selectors) {
  Selectors named;
  for (const TextTemplate& selector : selectors) {
    const std::string& text = selector.source();
    const bool is_place = text.starts_with("xpath=") || (text.starts_with("css=") && text.find_first_of(">:") != std::string::npos);
    if (!is_place) named.push_back(selector);
  }
  return named.empty() ? selectors : named;
}

std::string without_query(const std::string& url) {
  return url.substr(0, url.find_first_of("?#"));
}

}  // namespace nightporter::sites::recording
