#include <charconv>
#include <filesystem>
#include <system_error>

#include "engine/browser/browser_context.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/keyboard.h"
#include "sites/error.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

engine::MouseButton button_of(MouseButton button) {
  switch (button) {
    case MouseButton::kLeft:
      return engine::MouseButton::kLeft;
    case MouseButton::kMiddle:
      return engine::MouseButton::kMiddle;
    case MouseButton::kRight:
      return engine::MouseButton::kRight;
  }
  return engine::MouseButton::kLeft;
}

}  // namespace

engine::Locator StepRunner::find(const Step& step, const Selectors& selectors) const {
  return looked_in_.narrowed(step, variables_).locator(selectors, variables_);
}

void StepRunner::matched(const Selectors& selectors, const engine::ElementMatch& match) {
  alternative_ = match.alternative;
  if (match.alternative > 0 && match.alternative < selectors.size()) drifted_to_ = selectors[match.alternative].source();
}

awaitable<engine::Frame*> StepRunner::frame_of(const Step& step, Deadline deadline) {
  if (step.frame.empty()) co_return &page_.main_frame();
  static const Selectors kDocument{TextTemplate::literal("css=html")};
  const engine::Locator document = find(step, kDocument);
  co_return co_await document.frame(deadline);
}

engine::Locator StepRunner::find_for(const Step& step, const Selectors& selectors, const RenderedText& text) const {
  const engine::Locator element = find(step, selectors);
  if (!text.has_secret()) return element;
  page_.context().hide(text.reveal(), allowed_origins_);
  return element.only_at(allowed_origins_);
}

awaitable<void> StepRunner::do_step(const Step& step, const Click& action, Deadline deadline) {
  engine::ClickOptions options;
  options.button = button_of(action.button);
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.click(options, deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const DoubleClick& action, Deadline deadline) {
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.double_click(engine::ClickOptions(), deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Fill& action, Deadline deadline) {
  const RenderedText text = action.with.render(variables_);
  const engine::Locator element = find_for(step, action.into, text);
  matched(action.into, co_await element.fill(text.reveal(), deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Type& action, Deadline deadline) {
  const RenderedText text = action.with.render(variables_);
  const engine::Locator element = find_for(step, action.into, text);
  matched(action.into, co_await element.type(text.reveal(), deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Press& action, Deadline deadline) {
  if (action.on.empty()) co_return co_await page_.keyboard().press(action.key, deadline);
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.press(action.key, deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Check& action, Deadline deadline) {
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.check(deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Uncheck& action, Deadline deadline) {
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.uncheck(deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Hover& action, Deadline deadline) {
  const engine::Locator element = find(step, action.on);
  matched(action.on, co_await element.hover(deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const SelectOption& action, Deadline deadline) {
  std::vector<engine::OptionMatch> options;
  engine::Locator element = find(step, action.in);
  for (const TextTemplate& option : action.options) {
    const RenderedText text = option.render(variables_);
    if (text.has_secret()) element = element.only_at(allowed_origins_);
    engine::OptionMatch match;
    if (action.by == SelectOption::By::kLabel) match.label = text.reveal();
    if (action.by == SelectOption::By::kValue) match.value = text.reveal();
    if (action.by == SelectOption::By::kIndex) match.index = index_of_option(step, option.source(), text);
    options.push_back(std::move(match));
  }
  matched(action.in, co_await element.select_option(std::move(options), deadline));
}

int StepRunner::index_of_option(const Step& step, const std::string& source, const RenderedText& text) const {
  const std::string digits = text.reveal();
  int index = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error == std::errc() && end == digits.data() + digits.size() && index >= 0) return index;
  const std::string shown = text.has_secret() || source == digits ? "" : ", which is \"" + digits + "\" here,";
  throw ConfigurationLacking(task_.recipe.file + ":" + std::to_string(step.place.line) + ": select_option: the index \"" + source + "\"" +
                             shown + " is not a number of an option; give 0 for the first, 1 for the second…");
}

awaitable<void> StepRunner::do_step(const Step& step, const Upload& action, Deadline deadline) {
  const std::filesystem::path folder = std::filesystem::absolute(task_.recipe.file).parent_path();
  std::vector<std::filesystem::path> files;
  for (const TextTemplate& file : action.files) files.push_back(folder / file.render(variables_).reveal());
  // A file of ours is nothing for strangers, whether or not its name is a secret.
  const engine::Locator element = find(step, action.into).only_at(allowed_origins_);
  matched(action.into, co_await element.upload(std::move(files), deadline));
}

}  // namespace nightporter::sites
