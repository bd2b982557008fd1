#include "engine/recording/user_action.h"

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "engine/browser/frame.h"
#include "engine/element/page_script.h"
#include "engine/error.h"

namespace nightporter::engine {
namespace {

namespace json = boost::json;
using Kind = UserAction::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 9> kKinds{{{"click", Kind::kClick},
                                                                   {"dblclick", Kind::kDoubleClick},
                                                                   {"fill", Kind::kFill},
                                                                   {"select", Kind::kSelect},
                                                                   {"check", Kind::kCheck},
                                                                   {"uncheck", Kind::kUncheck},
                                                                   {"press", Kind::kPress},
                                                                   {"upload", Kind::kUpload},
                                                                   {"watching", Kind::kWatching}}};

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<std::string> texts_of(const json::value* value) {
  std::vector<std::string> list;
  if (value == nullptr || !value->is_array()) return list;
  for (const json::value& item : value->get_array())
    if (item.is_string()) list.emplace_back(item.get_string());
  return list;
}

}  // namespace

std::optional<UserAction> read_user_action(const std::string& text) {
  boost::system::error_code error;
  const json::value parsed = json::parse(text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const json::object& object = parsed.get_object();
  const std::string kind = text_of(object, "kind");
  for (const auto& [name, value] : kKinds) {
    if (name != kind) continue;
    UserAction action{.kind = value};
    action.selectors = texts_of(object.if_contains("selectors"));
    action.element = text_of(object, "element");
    action.names = texts_of(object.if_contains("names"));
    action.input_type = text_of(object, "type");
    action.value = text_of(object, "value");
    action.is_secret = flag_of(object, "secret");
    action.is_widget = flag_of(object, "widget");
    action.options = texts_of(object.if_contains("options"));
    action.values = texts_of(object.if_contains("values"));
    action.key = text_of(object, "key");
    if (const json::value* button = object.if_contains("button"); button != nullptr && button->is_int64())
      action.button = button->get_int64() == 1 ? MouseButton::kMiddle : button->get_int64() == 2 ? MouseButton::kRight : MouseButton::kLeft;
    return action;
  }
  return std::nullopt;
}

awaitable<std::vector<std::string>> selectors_of_owner(Frame& frame, Deadline deadline) {
  Frame* parent = frame.parent();
  if (parent == nullptr) co_return std::vector<std::string>();
  try {
    const std::string selectors = co_await page_script::call_on_owner(*parent, cdp::FrameId(frame.id()), "selectorsOf", {}, deadline);
    const json::value parsed = json::parse(selectors);
    co_return texts_of(&parsed);
  } catch (const ExecutionContextGone&) {
    co_return std::vector<std::string>();
  } catch (const FrameDetached&) {
    co_return std::vector<std::string>();
  }
}

}  // namespace nightporter::engine
