#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "sites/recording/flow.h"

namespace nightporter::sites::recording {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

[[noreturn]] void fail(const std::string& message) {
  throw FlowError(message);
}

milliseconds timeout_of(const json::value& value) {
  const double count = value.to_number<double>();
  if (!(count >= 1 && count <= 30'000)) fail("Timeout is not between 1 and 30000 milliseconds");
  return milliseconds(std::llround(count));
}

/// Reads the fields of one step. The messages are those of @puppeteer/replay where it has one for the case.
class StepReader {
 public:
  explicit StepReader(const json::object& step) : step_(step) {}

  FlowStep read() {
    if (!step_.contains("type")) fail("does not have a type");
    const std::string type = text("type");
    FlowStep step;
    step.action = action_of(type, step);
    if (const json::value* timeout = step_.if_contains("timeout"); timeout != nullptr && timeout->is_number())
      step.timeout = timeout_of(*timeout);
    if (const json::value* target = step_.if_contains("target"); target != nullptr && target->is_string())
      step.target = std::string(target->get_string());
    read_frame(step);
    read_asserted_events(step);
    return step;
  }

 private:
  FlowStep::Action action_of(const std::string& type, FlowStep& step) {
    if (type == "navigate") return FlowNavigate{text("url")};
    if (type == "setViewport")
      return FlowSetViewport{number("width"),  number("height"), number("deviceScaleFactor"),
                             flag("isMobile"), flag("hasTouch"), flag("isLandscape")};
    if (type == "emulateNetworkConditions") return FlowNetworkConditions{number("download"), number("upload"), number("latency")};
    if (type == "keyDown") return FlowKey{FlowKey::Way::kDown, text("key")};
    if (type == "keyUp") return FlowKey{FlowKey::Way::kUp, text("key")};
    if (type == "waitForExpression") return FlowWaitForExpression{text("expression")};
    if (type == "close") return FlowClose{};
    if (type == "customStep") return custom();
    if (type == "scroll") {
      if (step_.contains("selectors")) step.selectors = selectors();
      return FlowScroll{optional_number("x"), optional_number("y")};
    }
    if (type == "click") return step.selectors = selectors(), click(FlowClick::Times::kOnce);
    if (type == "doubleClick") return step.selectors = selectors(), click(FlowClick::Times::kTwice);
    if (type == "hover") return step.selectors = selectors(), FlowStep::Action(FlowHover{});
    if (type == "change") return step.selectors = selectors(), FlowStep::Action(FlowChange{text("value")});
    if (type == "waitForElement") return step.selectors = selectors(), wait_for_element();
    fail("type " + type + " is not supported");
  }

  FlowStep::Action click(FlowClick::Times times) {
    FlowClick click{.times = times, .offset_x = number("offsetX"), .offset_y = number("offsetY")};
    constexpr auto kOneOf = "' for click steps must be one of the following: ";
    click.device_type = word("deviceType", {"mouse", "pen", "touch"}, std::string("'deviceType") + kOneOf + "mouse, pen, touch");
    click.button = word("button", {"primary", "auxiliary", "secondary", "back", "forward"},
                        std::string("'button") + kOneOf + "primary, auxiliary, secondary, back, forward");
    click.duration_ms = optional_number("duration");
    return click;
  }

  FlowStep::Action wait_for_element() {
    FlowWaitForElement wait;
    wait.comparison = word("operator", {">=", "==", "<="}, "WaitForElement step's operator is not one of '>=','==','<='");
    wait.count = optional_number("count");
    if (step_.contains("visible")) wait.visible = flag("visible");
    if (const json::value* properties = step_.if_contains("properties")) {
      if (!properties->is_object()) fail("WaitForElement step's properties are not an object");
      wait.properties_json = json::serialize(*properties);
    }
    if (const json::value* attributes = step_.if_contains("attributes")) {
      constexpr auto kWrong = "WaitForElement step's attribute is not a dictionary of strings";
      if (!attributes->is_object()) fail(kWrong);
      for (const auto& attribute : attributes->get_object()) {
        if (!attribute.value().is_string()) fail(kWrong);
        wait.attributes.emplace_back(attribute.key(), attribute.value().get_string());
      }
    }
    return wait;
  }

  FlowStep::Action custom() {
    if (!step_.contains("name")) fail("customStep is missing name");
    const json::value* parameters = step_.if_contains("parameters");
    return FlowCustom{text("name"), parameters != nullptr ? json::serialize(*parameters) : "null"};
  }

  FlowSelectors selectors() const {
    const json::value* value = step_.if_contains("selectors");
    if (value == nullptr) fail("does not have required selectors");
    if (!value->is_array()) fail("selectors are not an array");
    FlowSelectors list;
    for (const json::value& alternative : value->get_array()) {
      FlowSelector selector;
      if (!alternative.is_string() && !alternative.is_array()) fail("Selector is not an array or string");
      if (alternative.is_string()) selector.emplace_back(alternative.get_string());
      if (alternative.is_array())
        for (const json::value& part : alternative.get_array()) {
          if (!part.is_string()) fail("Selector element is not a string");
          selector.emplace_back(part.get_string());
        }
      list.push_back(std::move(selector));
    }
    if (list.empty()) fail("does not have required selectors");
    return list;
  }

  void read_frame(FlowStep& step) const {
    constexpr auto kWrong = "Step `frame` is not an integer array";
    const json::value* frame = step_.if_contains("frame");
    if (frame == nullptr) return;
    if (!frame->is_array()) fail(kWrong);
    for (const json::value& index : frame->get_array()) {
      const double number = index.is_number() ? index.to_number<double>() : -1;
      if (number < 0 || number > 10'000 || number != std::floor(number)) fail(kWrong);
      step.frame.push_back(static_cast<int>(number));
    }
  }

  void read_asserted_events(FlowStep& step) const {
    const json::value* events = step_.if_contains("assertedEvents");
    if (events == nullptr || !events->is_array()) return;
    for (const json::value& value : events->get_array()) {
      if (!value.is_object()) fail("Asserted event is not an object");
      const json::object& event = value.get_object();
      const json::value* type = event.if_contains("type");
      if (type == nullptr) fail("Asserted event is missing type");
      if (!type->is_string() || type->get_string() != "navigation") fail("Unknown assertedEvent type");
      step.asserted.push_back({StepReader(event).optional_text("url"), StepReader(event).optional_text("title")});
    }
  }

  std::string text(std::string_view name) const {
    const json::value* value = step_.if_contains(name);
    if (value == nullptr || !value->is_string()) fail(std::string(name) + " is not a string");
    return std::string(value->get_string());
  }
  std::string optional_text(std::string_view name) const { return step_.contains(name) ? text(name) : std::string(); }

  std::string word(std::string_view name, std::initializer_list<std::string_view> words, const std::string& complaint) const {
    const std::string found = optional_text(name);
    if (!found.empty() && std::find(words.begin(), words.end(), found) == words.end()) fail(complaint);
    return found;
  }

  double number(std::string_view name) const {
    const json::value* value = step_.if_contains(name);
    if (value == nullptr || !value->is_number()) fail(std::string(name) + " is not a number");
    return value->to_number<double>();
  }
  std::optional<double> optional_number(std::string_view name) const {
    return step_.contains(name) ? std::optional(number(name)) : std::nullopt;
  }

  bool flag(std::string_view name) const {
    const json::value* value = step_.if_contains(name);
    if (value == nullptr || !value->is_bool()) fail(std::string(name) + " is not a boolean");
    return value->get_bool();
  }

  const json::object& step_;
};

FlowStep read_step(const json::value& value, std::size_t number) {
  try {
    if (!value.is_object()) fail("is not an object");
    return StepReader(value.get_object()).read();
  } catch (const FlowError& error) {
    throw FlowError("Step " + std::to_string(number) + ": " + error.what());
  }
}

}  // namespace

Flow read_flow(const std::string& text) {
  boost::system::error_code error;
  json::parse_options options;
  options.max_depth = 100;
  const json::value value = json::parse(text, error, json::storage_ptr(), options);
  if (error) fail("Recording is not JSON: " + error.message());
  if (!value.is_object()) fail("Recording is not an object");
  const json::object& recording = value.get_object();
  Flow flow;
  const json::value* title = recording.if_contains("title");
  if (title == nullptr) fail("Recording is missing `title`");
  if (!title->is_string()) fail("Recording `title` is not a string");
  flow.title = std::string(title->get_string());
  const json::value* timeout = recording.if_contains("timeout");
  if (timeout != nullptr && !timeout->is_number()) fail("Recording `timeout` is not a number");
  if (timeout != nullptr) flow.timeout = timeout_of(*timeout);
  if (const json::value* attribute = recording.if_contains("selectorAttribute"); attribute != nullptr && attribute->is_string())
    flow.selector_attribute = std::string(attribute->get_string());
  const json::value* steps = recording.if_contains("steps");
  if (steps == nullptr) fail("Recording is missing `steps`");
  if (!steps->is_array()) fail("Recording `steps` is not an array");
  for (const json::value& step : steps->get_array()) flow.steps.push_back(read_step(step, flow.steps.size() + 1));
  return flow;
}

}  // namespace nightporter::sites::recording
