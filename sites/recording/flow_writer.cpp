#include <boost/json.hpp>
#include <cmath>

#include "sites/recording/flow.h"

namespace nightporter::sites::recording {
namespace {

namespace json = boost::json;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

/// 3 rather than 3E0, which Boost.JSON writes for a double.
json::value number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
  return value;
}

json::array selectors_of(const FlowSelectors& selectors) {
  json::array list;
  for (const FlowSelector& selector : selectors) {
    json::array parts;
    for (const std::string& part : selector) parts.emplace_back(part);
    list.push_back(std::move(parts));
  }
  return list;
}

void add_fields(json::object& object, const FlowStep& step) {
  const auto add_click = [&](const FlowClick& click) {
    object["offsetX"] = number(click.offset_x);
    object["offsetY"] = number(click.offset_y);
    if (!click.device_type.empty()) object["deviceType"] = click.device_type;
    if (!click.button.empty()) object["button"] = click.button;
    if (click.duration_ms) object["duration"] = number(*click.duration_ms);
  };
  const auto add_wait = [&](const FlowWaitForElement& wait) {
    if (!wait.comparison.empty()) object["operator"] = wait.comparison;
    if (wait.count) object["count"] = number(*wait.count);
    if (wait.visible) object["visible"] = *wait.visible;
    if (!wait.properties_json.empty()) object["properties"] = json::parse(wait.properties_json);
    if (wait.attributes.empty()) return;
    json::object attributes;
    for (const auto& [name, value] : wait.attributes) attributes[name] = value;
    object["attributes"] = std::move(attributes);
  };
  const auto add_scroll = [&](const FlowScroll& scroll) {
    if (scroll.x) object["x"] = number(*scroll.x);
    if (scroll.y) object["y"] = number(*scroll.y);
  };
  const auto add_viewport = [&](const FlowSetViewport& viewport) {
    object["width"] = number(viewport.width);
    object["height"] = number(viewport.height);
    object["deviceScaleFactor"] = number(viewport.device_scale_factor);
    object["isMobile"] = viewport.is_mobile;
    object["hasTouch"] = viewport.has_touch;
    object["isLandscape"] = viewport.is_landscape;
  };
  const auto add_network = [&](const FlowNetworkConditions& network) {
    object["download"] = number(network.download);
    object["upload"] = number(network.upload);
    object["latency"] = number(network.latency);
  };
  const auto add_custom = [&](const FlowCustom& custom) {
    object["name"] = custom.name;
    object["parameters"] = json::parse(custom.parameters_json);
  };
  std::visit(
      Overloaded{add_click, add_wait, add_scroll, add_viewport, add_network, add_custom,
                 [&](const FlowNavigate& navigate) { object["url"] = navigate.url; },
                 [&](const FlowChange& change) { object["value"] = change.value; }, [&](const FlowKey& key) { object["key"] = key.key; },
                 [&](const FlowWaitForExpression& wait) { object["expression"] = wait.expression; }, [](const FlowHover&) {},
                 [](const FlowClose&) {}},
      step.action);
}

json::object step_object(const FlowStep& step) {
  json::object object;
  object["type"] = step.type();
  if (!step.target.empty()) object["target"] = step.target;
  if (!step.frame.empty()) object["frame"] = json::value_from(step.frame);
  if (!step.selectors.empty()) object["selectors"] = selectors_of(step.selectors);
  add_fields(object, step);
  if (step.timeout) object["timeout"] = step.timeout->count();
  if (step.asserted.empty()) return object;
  json::array events;
  for (const AssertedNavigation& navigation : step.asserted) {
    json::object event{{"type", "navigation"}};
    if (!navigation.url.empty()) event["url"] = navigation.url;
    if (!navigation.title.empty()) event["title"] = navigation.title;
    events.push_back(std::move(event));
  }
  object["assertedEvents"] = std::move(events);
  return object;
}

void write(const json::value& value, std::size_t indent, std::string& out) {
  const bool is_object = value.is_object() && !value.get_object().empty();
  const bool is_array = value.is_array() && !value.get_array().empty();
  if (!is_object && !is_array) {
    out += json::serialize(value);
    return;
  }
  const std::string line = "\n" + std::string(indent + 2, ' ');
  out += is_object ? '{' : '[';
  bool first = true;
  const auto separate = [&] {
    out += (first ? "" : ",") + line;
    first = false;
  };
  if (is_object)
    for (const auto& member : value.get_object()) {
      separate();
      out += json::serialize(json::string(member.key())) + ": ";
      write(member.value(), indent + 2, out);
    }
  else
    for (const json::value& item : value.get_array()) {
      separate();
      write(item, indent + 2, out);
    }
  out += "\n" + std::string(indent, ' ') + (is_object ? '}' : ']');
}

}  // namespace

std::string write_flow(const Flow& flow) {
  json::object recording;
  recording["title"] = flow.title;
  if (flow.timeout) recording["timeout"] = flow.timeout->count();
  if (!flow.selector_attribute.empty()) recording["selectorAttribute"] = flow.selector_attribute;
  json::array steps;
  for (const FlowStep& step : flow.steps) steps.push_back(step_object(step));
  recording["steps"] = std::move(steps);
  std::string out;
  write(recording, 0, out);
  return out + "\n";
}

}  // namespace nightporter::sites::recording
