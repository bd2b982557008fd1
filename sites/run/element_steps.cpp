#include <algorithm>
#include <filesystem>

#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/keyboard.h"
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

/// Pages without an address of their own (about:srcdoc) belong to the one around them.
std::string origin_of_frame(const engine::Frame* frame) {
  for (; frame != nullptr; frame = frame->parent())
    if (std::string origin = origin_of(frame->url()); !origin.empty()) return origin;
  return {};
}

}  // namespace

engine::Locator StepRunner::find(const Step& step, const Selectors& selectors) const {
  return looked_in_.narrowed(step, variables_).locator(selectors, variables_);
}

void StepRunner::matched(const Selectors& selectors, const engine::ElementMatch& match) {
  if (match.alternative > 0 && match.alternative < selectors.size()) drifted_to_ = selectors[match.alternative].source();
}

awaitable<engine::Frame*> StepRunner::frame_of(const Step& step, Deadline deadline) {
  if (step.frame.empty()) co_return &page_.main_frame();
  static const Selectors kDocument{TextTemplate::literal("css=html")};
  const engine::Locator document = find(step, kDocument);
  co_return co_await document.frame(deadline);
}

awaitable<void> StepRunner::allow_secret(const Step& step, engine::Locator element, Deadline deadline) {
  const engine::Frame* frame = co_await element.frame(deadline);
  const std::string origin = origin_of_frame(frame);
  if (std::find(allowed_origins_.begin(), allowed_origins_.end(), origin) != allowed_origins_.end()) co_return;
  // The frame may leave during the next wait.
  const std::string owner = origin.empty() ? frame->url() : origin;
  StepPlace place = place_of(step);
  place.page_title = co_await page_.title(deadline);
  throw SecretRefused(std::move(place), "the field belongs to " + owner + ", which is none of the recipe's origins; nothing was typed");
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
  const engine::Locator element = find(step, action.into);
  if (text.has_secret()) co_await allow_secret(step, element, deadline);
  matched(action.into, co_await element.fill(text.reveal(), deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Type& action, Deadline deadline) {
  const RenderedText text = action.with.render(variables_);
  const engine::Locator element = find(step, action.into);
  if (text.has_secret()) co_await allow_secret(step, element, deadline);
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
  for (const TextTemplate& option : action.options) {
    const std::string text = option.render(variables_).reveal();
    engine::OptionMatch match;
    if (action.by == SelectOption::By::kLabel) match.label = text;
    if (action.by == SelectOption::By::kValue) match.value = text;
    if (action.by == SelectOption::By::kIndex) match.index = std::stoi(text);
    options.push_back(std::move(match));
  }
  const engine::Locator element = find(step, action.in);
  matched(action.in, co_await element.select_option(std::move(options), deadline));
}

awaitable<void> StepRunner::do_step(const Step& step, const Upload& action, Deadline deadline) {
  const std::filesystem::path folder = std::filesystem::absolute(task_.recipe.file).parent_path();
  std::vector<std::filesystem::path> files;
  for (const TextTemplate& file : action.files) files.push_back(folder / file.render(variables_).reveal());
  const engine::Locator element = find(step, action.into);
  matched(action.into, co_await element.upload(std::move(files), deadline));
}

}  // namespace nightporter::sites
