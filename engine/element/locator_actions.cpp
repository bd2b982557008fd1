// The waiting half of Locator: every function copies the locator into a coroutine of its own, so that temporaries may go.
#include <boost/json.hpp>
#include <utility>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/action.h"
#include "engine/element/keyboard.h"
#include "engine/element/locator.h"
#include "engine/element/page_script.h"
#include "engine/element/upload.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace json = boost::json;

awaitable<ElementMatch> run_simple(Locator locator, std::string name, json::object request, Deadline deadline) {
  Action action(std::move(locator), std::move(name), deadline);
  co_await action.run(std::move(request));
  co_return action.match();
}

awaitable<json::object> ask(Locator locator, std::string name, json::object request, Deadline deadline) {
  Action action(std::move(locator), std::move(name), deadline);
  co_return co_await action.run(std::move(request));
}

awaitable<std::string> ask_text(Locator locator, std::string name, std::string action, Deadline deadline) {
  json::object request{{"action", action}};
  const json::object value = co_await ask(std::move(locator), std::move(name), std::move(request), deadline);
  co_return std::string(value.at("text").as_string());
}

awaitable<ElementMatch> do_click(Locator locator, std::string name, ClickOptions options, Deadline deadline) {
  Action action(std::move(locator), std::move(name), deadline);
  json::object request{{"action", "click"}, {"force", options.force == Force::kYes}, {"trial", options.trial == Trial::kYes}};
  if (options.position) request["position"] = json::object{{"x", options.position->x}, {"y", options.position->y}};
  co_await action.point(std::move(request), options);
  co_return action.match();
}

awaitable<ElementMatch> do_hover(Locator locator, Deadline deadline, Force force) {
  Action action(std::move(locator), "hover", deadline);
  json::object request{{"action", "hover"}, {"force", force == Force::kYes}};
  co_await action.point(std::move(request), std::nullopt);
  co_return action.match();
}

awaitable<ElementMatch> do_check(Locator locator, bool checked, Deadline deadline) {
  Action action(std::move(locator), checked ? "check" : "uncheck", deadline);
  json::object request{{"action", "check"}, {"checked", checked}};
  json::object question{{"action", "checked"}};
  // The first click may be undone by a page that was still loading; what counts is the state in the end.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!co_await action.point(request, ClickOptions{})) co_return action.match();
    const json::object state = co_await action.run(question);
    if (state.at("checked").as_bool() == checked) co_return action.match();
  }
  throw ElementNotActionable(checked ? "check" : "uncheck", action.match().element, "clicking it did not change its state");
}

awaitable<ElementMatch> do_keys(Locator locator, std::string name, std::string keys, Deadline deadline) {
  Action action(std::move(locator), name, deadline);
  json::object request{{"action", "focus"}};
  co_await action.run(std::move(request));
  if (deadline.has_passed()) {
    action.remember("it has the focus, but the time was up before a key was pressed");
    action.give_up();
  }
  Keyboard& keyboard = action.frame().page().keyboard();
  if (name == "type") {
    co_await keyboard.type(std::move(keys), deadline);
  } else {
    co_await keyboard.press(std::move(keys), deadline);
  }
  co_return action.match();
}

// Keys go to whatever has the focus in the browser; what is bound to origins is typed by the document itself.
awaitable<ElementMatch> do_type_here(Locator locator, std::string text, Deadline deadline) {
  const std::string target = locator.describe();
  const std::string origins = json::serialize(json::value_from(*locator.origins()));
  Action action(std::move(locator), "type", deadline);
  json::object request{{"action", "focus"}, {"slot", "typing"}};
  for (;;) {
    co_await action.run(request);
    std::vector<std::string> arguments{"\"typing\"", json::serialize(json::string(text)), origins};
    json::object report;
    try {
      const std::string reply = co_await page_script::call(action.frame(), "typeInSlot", std::move(arguments), deadline);
      report = json::parse(reply).as_object();
    } catch (const ExecutionContextGone&) {
      co_return action.match();  // typing has made the page go on, as the last digit of a code does
    } catch (const FrameDetached&) {
      co_return action.match();
    } catch (const cdp::DeadlineExceeded&) {
      action.remember("the page was too busy to take the text in time");
      action.give_up();
    }
    if (report.contains("done")) co_return action.match();
    const std::string state(report.at("state").as_string());
    if (report.contains("partly") && report.at("partly").as_bool()) throw ActionRefused("type", target, state);
    action.remember(state);
    if (deadline.has_passed()) action.give_up();
  }
}

awaitable<std::size_t> do_count(Locator locator, Deadline deadline) {
  json::object request{{"action", "count"}};
  const json::object value = co_await ask(std::move(locator), "count", std::move(request), deadline);
  co_return value.at("count").to_number<std::size_t>();
}

awaitable<bool> ask_bool(Locator locator, std::string name, std::string action, std::string field, Deadline deadline) {
  json::object request{{"action", action}};
  const json::object value = co_await ask(std::move(locator), std::move(name), std::move(request), deadline);
  co_return value.at(field).as_bool();
}

awaitable<std::vector<std::string>> do_all_inner_texts(Locator locator, Deadline deadline) {
  json::object request{{"action", "all_inner_texts"}};
  const json::object value = co_await ask(std::move(locator), "read", std::move(request), deadline);
  std::vector<std::string> texts;
  for (const json::value& text : value.at("texts").as_array()) texts.emplace_back(text.as_string());
  co_return texts;
}

awaitable<std::optional<std::string>> do_attribute(Locator locator, std::string name, Deadline deadline) {
  json::object request{{"action", "attribute"}, {"name", name}};
  const json::object value = co_await ask(std::move(locator), "read attribute " + name + " of", std::move(request), deadline);
  const json::value& text = value.at("text");
  if (text.is_null()) co_return std::nullopt;
  co_return std::string(text.as_string());
}

Box box_of(const json::object& value) {
  return {value.at("x").to_number<double>(), value.at("y").to_number<double>(), value.at("width").to_number<double>(),
          value.at("height").to_number<double>()};
}

awaitable<Box> do_bounding_box(Locator locator, Deadline deadline) {
  json::object request{{"action", "box"}};
  co_return box_of(co_await ask(std::move(locator), "measure", std::move(request), deadline));
}

awaitable<std::string> do_screenshot(Locator locator, Deadline deadline) {
  Action action(std::move(locator), "take a picture of", deadline);
  json::object request{{"action", "box"}, {"scroll", true}};
  const json::object value = co_await action.run(std::move(request));
  const Box box = box_of(value);
  const Point corner = co_await action.to_page({box.x, box.y}, Force::kYes);
  Page& page = action.frame().page();
  const std::string scroll = co_await page.main_frame().evaluate_in(World::kUtility, "[scrollX, scrollY]", {}, deadline);
  const json::array offset = json::parse(scroll).as_array();
  ScreenshotOptions options;
  options.clip = Clip{corner.x + offset.at(0).to_number<double>(), corner.y + offset.at(1).to_number<double>(), box.width, box.height};
  co_return co_await page.screenshot(options, deadline);
}

std::string action_for(ElementState state) {
  switch (state) {
    case ElementState::kAttached:
      return "attached";
    case ElementState::kDetached:
      return "detached";
    case ElementState::kVisible:
      return "visible";
    case ElementState::kHidden:
      return "hidden";
  }
  return "attached";
}

awaitable<Frame*> find_frame(Locator locator, Deadline deadline) {
  Action action(std::move(locator), "look for", deadline);
  co_await action.run({{"action", "attached"}});
  co_return &action.frame();
}

}  // namespace

awaitable<ElementMatch> Locator::click(ClickOptions options, Deadline deadline) const {
  return do_click(*this, options.count == 2 ? "double-click" : "click", options, deadline);
}

awaitable<ElementMatch> Locator::double_click(ClickOptions options, Deadline deadline) const {
  options.count = 2;
  return click(options, deadline);
}

awaitable<ElementMatch> Locator::hover(Deadline deadline, Force force) const {
  return do_hover(*this, deadline, force);
}

awaitable<ElementMatch> Locator::fill(std::string value, Deadline deadline) const {
  return run_simple(*this, "fill", {{"action", "fill"}, {"value", value}}, deadline);
}

awaitable<ElementMatch> Locator::type(std::string text, Deadline deadline) const {
  if (origins_) return do_type_here(*this, std::move(text), deadline);
  return do_keys(*this, "type", std::move(text), deadline);
}

awaitable<ElementMatch> Locator::press(std::string key, Deadline deadline) const {
  return do_keys(*this, "press", std::move(key), deadline);
}

awaitable<ElementMatch> Locator::check(Deadline deadline) const {
  return do_check(*this, true, deadline);
}

awaitable<ElementMatch> Locator::uncheck(Deadline deadline) const {
  return do_check(*this, false, deadline);
}

awaitable<ElementMatch> Locator::select_option(std::vector<OptionMatch> options, Deadline deadline) const {
  json::array wanted;
  for (const OptionMatch& match : options) {
    json::object option;
    if (match.value) {
      option["value"] = *match.value;
    } else if (match.label) {
      option["label"] = *match.label;
    } else {
      option["index"] = match.index.value_or(0);
    }
    wanted.emplace_back(std::move(option));
  }
  json::object request{{"action", "select"}};
  request["options"] = std::move(wanted);
  return run_simple(*this, "select an option of", std::move(request), deadline);
}

awaitable<ElementMatch> Locator::upload(std::vector<std::filesystem::path> files, Deadline deadline) const {
  return upload_files(*this, std::move(files), deadline);
}

awaitable<ElementMatch> Locator::focus(Deadline deadline) const {
  return run_simple(*this, "focus", {{"action", "focus"}}, deadline);
}

awaitable<ElementMatch> Locator::wait_for(ElementState state, Deadline deadline) const {
  const std::string action = action_for(state);
  return run_simple(*this, "wait for (" + action + ")", {{"action", action}}, deadline);
}

awaitable<Frame*> Locator::frame(Deadline deadline) const {
  return find_frame(*this, deadline);
}

awaitable<std::size_t> Locator::count(Deadline deadline) const {
  return do_count(*this, deadline);
}

awaitable<bool> Locator::is_visible(Deadline deadline) const {
  return ask_bool(*this, "look at", "is_visible", "visible", deadline);
}

awaitable<bool> Locator::is_checked(Deadline deadline) const {
  return ask_bool(*this, "look at", "checked", "checked", deadline);
}

awaitable<bool> Locator::is_enabled(Deadline deadline) const {
  return ask_bool(*this, "look at", "enabled", "enabled", deadline);
}

awaitable<std::string> Locator::text_content(Deadline deadline) const {
  return ask_text(*this, "read", "text", deadline);
}

awaitable<std::string> Locator::inner_text(Deadline deadline) const {
  return ask_text(*this, "read", "inner_text", deadline);
}

awaitable<std::vector<std::string>> Locator::all_inner_texts(Deadline deadline) const {
  return do_all_inner_texts(*this, deadline);
}

awaitable<std::string> Locator::input_value(Deadline deadline) const {
  return ask_text(*this, "read the value of", "value", deadline);
}

awaitable<std::optional<std::string>> Locator::attribute(std::string name, Deadline deadline) const {
  return do_attribute(*this, std::move(name), deadline);
}

awaitable<Box> Locator::bounding_box(Deadline deadline) const {
  return do_bounding_box(*this, deadline);
}

awaitable<std::string> Locator::screenshot(Deadline deadline) const {
  return do_screenshot(*this, deadline);
}

}  // namespace nightporter::engine
