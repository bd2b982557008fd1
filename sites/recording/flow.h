#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

/// A recording of Chrome's DevTools Recorder as plain values: what @puppeteer/replay 3.1.3 reads and writes (lib/main.d.ts; its
/// parser, lib/main.js, is the judge where the two differ).
namespace nightporter::sites::recording {

/// One way to find an element: one selector, or several, each in the shadow root of the element found before.
using FlowSelector = std::vector<std::string>;
/// Alternatives; any that finds the element will do.
using FlowSelectors = std::vector<FlowSelector>;

/// A navigation that the step is known to cause. `url` and `title` are empty when the recording does not say them.
struct AssertedNavigation {
  std::string url;
  std::string title;

  friend bool operator==(const AssertedNavigation&, const AssertedNavigation&) = default;
};

struct FlowSetViewport {
  double width = 0;  // CSS pixels
  double height = 0;
  double device_scale_factor = 1;
  bool is_mobile = false;
  bool has_touch = false;
  bool is_landscape = false;
  friend bool operator==(const FlowSetViewport&, const FlowSetViewport&) = default;
};
struct FlowNavigate {
  std::string url;
  friend bool operator==(const FlowNavigate&, const FlowNavigate&) = default;
};
struct FlowClick {
  enum class Times { kOnce, kTwice };  // click, doubleClick
  Times times = Times::kOnce;
  double offset_x = 0;  // from the element's top left corner, CSS pixels
  double offset_y = 0;
  std::string device_type;            // mouse, pen, touch; empty = not said
  std::string button;                 // primary, auxiliary, secondary, back, forward; empty = not said
  std::optional<double> duration_ms;  // how long the button was held
  friend bool operator==(const FlowClick&, const FlowClick&) = default;
};
struct FlowHover {
  friend bool operator==(const FlowHover&, const FlowHover&) = default;
};
struct FlowChange {
  std::string value;  // of a field, or the value of a <select>'s option
  friend bool operator==(const FlowChange&, const FlowChange&) = default;
};
struct FlowKey {
  enum class Way { kDown, kUp };
  Way way = Way::kDown;
  std::string key;  // "Enter", "a", "Control"
  friend bool operator==(const FlowKey&, const FlowKey&) = default;
};
/// Of the page, or of the element when the step has selectors.
struct FlowScroll {
  std::optional<double> x, y;  // CSS pixels
  friend bool operator==(const FlowScroll&, const FlowScroll&) = default;
};
struct FlowNetworkConditions {
  double download = 0;  // bytes per second; 0 with upload 0 = offline
  double upload = 0;
  double latency = 0;  // ms
  friend bool operator==(const FlowNetworkConditions&, const FlowNetworkConditions&) = default;
};
struct FlowWaitForElement {
  std::string comparison;  // ">=", "==", "<="; empty = not said, which the runner takes for ">="
  std::optional<double> count;
  std::optional<bool> visible;
  std::string properties_json;                                  // empty = not said
  std::vector<std::pair<std::string, std::string>> attributes;  // name, value
  friend bool operator==(const FlowWaitForElement&, const FlowWaitForElement&) = default;
};
struct FlowWaitForExpression {
  std::string expression;
  friend bool operator==(const FlowWaitForExpression&, const FlowWaitForExpression&) = default;
};
struct FlowClose {
  friend bool operator==(const FlowClose&, const FlowClose&) = default;
};
struct FlowCustom {
  std::string name;
  std::string parameters_json;  // of any shape; "null" when missing
  friend bool operator==(const FlowCustom&, const FlowCustom&) = default;
};

struct FlowStep {
  using Action = std::variant<FlowSetViewport, FlowNavigate, FlowClick, FlowHover, FlowChange, FlowKey, FlowScroll, FlowNetworkConditions,
                              FlowWaitForElement, FlowWaitForExpression, FlowClose, FlowCustom>;
  Action action;
  FlowSelectors selectors;                           // click, doubleClick, hover, change, waitForElement; may be empty for scroll
  std::string target;                                // "main", or the address of another page; empty = not said, which is "main"
  std::vector<int> frame;                            // indexes of child frames, from the page inwards
  std::optional<std::chrono::milliseconds> timeout;  // 1 ms … 30 s
  std::vector<AssertedNavigation> asserted;

  /// "click", "doubleClick", "waitForElement"…
  std::string type() const;
  friend bool operator==(const FlowStep&, const FlowStep&) = default;
};

struct Flow {
  std::string title;
  std::optional<std::chrono::milliseconds> timeout;  // of every step that has none
  std::string selector_attribute;                    // empty = not said
  std::vector<FlowStep> steps;
  friend bool operator==(const Flow&, const Flow&) = default;
};

/// The text is no recording. The message never shows what a field held.
struct FlowError : std::runtime_error {
  explicit FlowError(const std::string& message) : std::runtime_error(message) {}
};

/// Reads a recording; unknown fields are passed over. Throws FlowError in the words of @puppeteer/replay where it has some, with the
/// number of the step, counted from 1: "Step 3: customStep is missing name".
Flow read_flow(const std::string& json);

/// The recording as Chrome's Recorder imports it, indented.
std::string write_flow(const Flow& flow);

}  // namespace nightporter::sites::recording
