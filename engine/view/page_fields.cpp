#include "engine/view/page_fields.h"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "cdp/protocol/ids.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/page_script.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace json = boost::json;

std::string text_in(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

PageField::Kind kind_of(std::string_view word) {
  return word == "select" ? PageField::Kind::kSelect : word == "file" ? PageField::Kind::kFile : PageField::Kind::kText;
}

PageField field_of(const json::object& object, const std::string& frame, Point corner) {
  const auto number = [&object](std::string_view key) { return object.at(key).to_number<double>(); };
  PageField field{.kind = kind_of(object.at("kind").as_string()),
                  .frame = frame,
                  .number = object.at("number").to_number<int>(),
                  .box = {.x = corner.x + number("x"), .y = corner.y + number("y"), .width = number("width"), .height = number("height")},
                  .label = text_in(object, "label"),
                  .keyboard = text_in(object, "keyboard"),
                  .is_focused = object.at("focused").as_bool(),
                  .is_secret = object.at("is_secret").as_bool(),
                  .is_code = object.at("is_code").as_bool()};
  if (field.kind != PageField::Kind::kSelect) return field;
  field.selected = object.at("selected").to_number<int>();
  for (const json::value& value : object.at("options").as_array()) {
    const json::object& option = value.as_object();
    field.options.push_back(
        {.text = text_in(option, "text"), .group = text_in(option, "group"), .is_disabled = option.at("disabled").as_bool()});
  }
  return field;
}

awaitable<Point> corner_in_page(Frame& frame, Deadline deadline) {
  Point corner;
  for (Frame* at = &frame; Frame* parent = at->parent(); at = parent) {
    const std::string reply = co_await page_script::call_on_owner(*parent, cdp::FrameId(at->id()), "cornerOfFrame", {}, deadline);
    const json::object point = json::parse(reply).as_object();
    corner.x += point.at("x").to_number<double>();
    corner.y += point.at("y").to_number<double>();
  }
  co_return corner;
}

awaitable<void> add_fields_of(Frame& frame, std::vector<PageField>& fields, Deadline deadline) {
  const std::string reply = co_await page_script::call(frame, "visibleFields", {}, deadline);
  const json::value found = json::parse(reply);
  if (found.as_array().empty()) co_return;
  const Point corner = co_await corner_in_page(frame, deadline);
  for (const json::value& field : found.as_array()) fields.push_back(field_of(field.as_object(), frame.id(), corner));
}

/// The script's answer; nothing when the frame or its document has gone meanwhile.
awaitable<std::optional<std::string>> ask_if_still_there(Page& page, std::string frame_id, std::string name,
                                                         std::vector<std::string> arguments, Deadline deadline) {
  Frame* frame = page.frame_by_id(frame_id);
  if (frame == nullptr) co_return std::nullopt;
  try {
    co_return co_await page_script::call(*frame, std::move(name), std::move(arguments), deadline);
  } catch (const ExecutionContextGone&) {
  } catch (const FrameDetached&) {
  }
  co_return std::nullopt;
}

}  // namespace

awaitable<std::vector<PageField>> visible_fields(Page& page, Deadline deadline) {
  std::vector<PageField> fields;
  for (Frame* frame : page.frames()) {
    try {
      co_await add_fields_of(*frame, fields, deadline);
    } catch (const ExecutionContextGone&) {
    } catch (const FrameDetached&) {
    }
  }
  co_return fields;
}

awaitable<bool> choose_option(Page& page, std::string frame, int field, int option, Deadline deadline) {
  std::vector<std::string> arguments{std::to_string(field), std::to_string(option)};
  co_return co_await ask_if_still_there(page, std::move(frame), "chooseOption", std::move(arguments), deadline) == "true";
}

awaitable<void> show_focused_field(Page& page, Deadline deadline) {
  std::vector<std::string> frames;
  for (const Frame* frame : page.frames()) frames.push_back(frame->id());
  for (const std::string& frame : frames) co_await ask_if_still_there(page, frame, "showFocusedField", {}, deadline);
}

}  // namespace nightporter::engine
