#include "app/remote/viewer_message.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>

namespace nightporter::app {

namespace json = boost::json;

namespace {

constexpr double kLargestNumber = 1e6;
constexpr std::size_t kMostFingers = 10;

double number(const json::object& object, std::string_view key) {
  const double value = object.at(key).to_number<double>();
  if (!std::isfinite(value) || std::abs(value) > kLargestNumber) throw BadViewerMessage("a number is out of range");
  return value;
}

int integer(const json::object& object, std::string_view key) {
  return static_cast<int>(number(object, key));
}

std::string text(const json::object& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

template <class Word>
Word word(const json::object& object, std::string_view key, const std::map<std::string, Word, std::less<>>& words) {
  const auto found = words.find(std::string_view(object.at(key).as_string()));
  if (found == words.end()) throw BadViewerMessage("unknown " + std::string(key));
  return found->second;
}

engine::Point point(const json::object& object) {
  return {.x = number(object, "x"), .y = number(object, "y")};
}

engine::KeyModifiers modifiers(const json::object& object) {
  const int bits = integer(object, "modifiers");
  return {.alt = (bits & 1) != 0, .control = (bits & 2) != 0, .meta = (bits & 4) != 0, .shift = (bits & 8) != 0};
}

ViewerAction mouse(const json::object& object) {
  using Kind = engine::RawMouse::Kind;
  static const std::map<std::string, Kind, std::less<>> kKinds = {
      {"moved", Kind::kMoved}, {"pressed", Kind::kPressed}, {"released", Kind::kReleased}};
  static const std::map<std::string, engine::MouseButton, std::less<>> kButtons = {
      {"left", engine::MouseButton::kLeft}, {"middle", engine::MouseButton::kMiddle}, {"right", engine::MouseButton::kRight}};
  return engine::RawMouse{.kind = word(object, "kind", kKinds),
                          .point = point(object),
                          .button = word(object, "button", kButtons),
                          .buttons_held = integer(object, "buttons"),
                          .click_count = std::clamp(integer(object, "clicks"), 1, 3),
                          .modifiers = modifiers(object)};
}

ViewerAction key(const json::object& object) {
  using Kind = engine::RawKey::Kind;
  static const std::map<std::string, Kind, std::less<>> kKinds = {{"down", Kind::kDown}, {"up", Kind::kUp}};
  return engine::RawKey{.kind = word(object, "kind", kKinds),
                        .key = text(object, "key"),
                        .code = text(object, "code"),
                        .text = text(object, "text"),
                        .virtual_key = integer(object, "virtual_key"),
                        .location = integer(object, "location"),
                        .is_repeated = object.at("repeated").as_bool(),
                        .modifiers = modifiers(object)};
}

ViewerAction touch(const json::object& object) {
  using Kind = engine::RawTouch::Kind;
  static const std::map<std::string, Kind, std::less<>> kKinds = {
      {"start", Kind::kStart}, {"move", Kind::kMove}, {"end", Kind::kEnd}, {"cancel", Kind::kCancel}};
  engine::RawTouch touch{.kind = word(object, "kind", kKinds), .modifiers = modifiers(object)};
  for (const json::value& value : object.at("fingers").as_array()) {
    const json::object& finger = value.as_object();
    touch.fingers.push_back({.id = integer(finger, "id"), .point = point(finger)});
  }
  if (touch.fingers.size() > kMostFingers) throw BadViewerMessage("too many fingers");
  return touch;
}

ViewerAction action_of(const json::object& object) {
  static const std::map<std::string, ViewerAction (*)(const json::object&), std::less<>> kActions = {
      {"mouse", &mouse},
      {"wheel",
       [](const json::object& o) -> ViewerAction {
         return WheelTurned{.point = point(o), .delta_x = number(o, "dx"), .delta_y = number(o, "dy"), .modifiers = modifiers(o)};
       }},
      {"key", &key},
      {"touch", &touch},
      {"text", [](const json::object& o) -> ViewerAction { return TextTyped{text(o, "text")}; }},
      {"choose",
       [](const json::object& o) -> ViewerAction {
         return OptionChosen{.frame = text(o, "frame"), .field = integer(o, "field"), .option = integer(o, "option")};
       }},
      {"dialog", [](const json::object& o) -> ViewerAction { return DialogAnswered{o.at("accept").as_bool(), text(o, "text")}; }},
      {"size",
       [](const json::object& o) -> ViewerAction {
         return SizeWanted{.width = integer(o, "width"),
                           .height = integer(o, "height"),
                           .scale = number(o, "scale"),
                           .has_touch = o.at("touch").as_bool()};
       }},
      {"back", [](const json::object&) -> ViewerAction { return WentBack{}; }},
      {"reload", [](const json::object&) -> ViewerAction { return Reloaded{}; }},
      {"shown", [](const json::object& o) -> ViewerAction { return FrameShown{o.at("frame").to_number<unsigned>()}; }},
      {"ping", [](const json::object& o) -> ViewerAction { return Ping{o.at("sent").to_number<double>()}; }},
  };
  return word(object, "do", kActions)(object);
}

}  // namespace

ViewerMessage parse_viewer_message(const std::string& text_of_message) {
  try {
    const json::value message = json::parse(text_of_message);
    const json::object& object = message.as_object();
    const json::value* const input = object.if_contains("input");
    return {.action = action_of(object), .input = input ? input->to_number<unsigned>() : 0};
  } catch (const BadViewerMessage&) {
    throw;
  } catch (const std::exception&) {  // Boost.JSON's: no JSON, a key that is missing, another type
    throw BadViewerMessage("a message of the viewer's page cannot be read");
  }
}

}  // namespace nightporter::app
