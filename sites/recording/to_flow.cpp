#include "sites/recording/to_flow.h"

#include <algorithm>

#include "sites/recording/custom_step.h"
#include "sites/recording/flow_selectors.h"
#include "sites/variables.h"

namespace nightporter::sites::recording {
namespace {

constexpr std::chrono::milliseconds kLongestTimeout(30'000);

class FlowExport {
 public:
  FlowExport(const Recipe& recipe, const Report& report, model::Period period) {
    flow_.title = recipe.name + ": " + report.name.value() + " " + period.from.to_iso() + " to " + period.to.to_iso();
    days_.set("from", period.from);
    days_.set("to", period.to);
    for (const Step& step : recipe.session.sign_in) add(step);
    for (const Step& step : report.steps) add(step);
  }

  Flow take() { return std::move(flow_); }

 private:
  void add(const Step& step) {
    const std::size_t begin = flow_.steps.size();
    if (!is_plain(step) || !std::visit([&](const auto& action) { return add_action(step, action); }, step.action)) {
      flow_.steps.resize(begin);
      push(step, custom_step(step));
    }
  }

  /// Chrome's Recorder knows no conditions, and names frames by position only.
  static bool is_plain(const Step& step) {
    return step.within.empty() && step.frame.empty() && !step.optional && step.note.empty() &&
           (!step.timeout || *step.timeout <= kLongestTimeout);
  }

  FlowStep& push(const Step& step, FlowStep::Action action, FlowSelectors selectors = {}) {
    FlowStep flow;
    flow.action = std::move(action);
    flow.selectors = std::move(selectors);
    const bool is_custom = std::holds_alternative<FlowCustom>(flow.action);
    if (step.timeout && !is_custom) flow.timeout = *step.timeout;
    flow_.steps.push_back(std::move(flow));
    return flow_.steps.back();
  }

  /// With the days of the period; other references stay.
  std::string text_of(const TextTemplate& text) const {
    std::string result;
    for (const TextTemplate::Piece& piece : text.pieces()) {
      if (!piece.is_reference) {
        result += piece.literal;
      } else {
        std::string source = "{{ " + piece.reference.name;
        for (const std::string& filter : piece.reference.filters) source += " | " + filter;
        source += " }}";
        const bool is_day = piece.reference.name == "from" || piece.reference.name == "to";
        result += is_day ? TextTemplate::parse(source).render(days_).reveal() : source;
      }
    }
    return result;
  }

  bool add_action(const Step& step, const GoTo& action) {
    if (action.until != LoadState::kLoad) return false;
    push(step, FlowNavigate{text_of(action.url)});
    return true;
  }
  bool add_action(const Step& step, const Click& action) {
    FlowClick click{.offset_x = 1, .offset_y = 1};
    if (action.button == MouseButton::kMiddle) click.button = "auxiliary";
    if (action.button == MouseButton::kRight) click.button = "secondary";
    return with_element(step, action.on, click);
  }
  bool add_action(const Step& step, const DoubleClick& action) {
    return with_element(step, action.on, FlowClick{.times = FlowClick::Times::kTwice, .offset_x = 1, .offset_y = 1});
  }
  bool add_action(const Step& step, const Hover& action) { return with_element(step, action.on, FlowHover{}); }
  bool add_action(const Step& step, const Fill& action) { return with_element(step, action.into, FlowChange{text_of(action.with)}); }
  bool add_action(const Step& step, const SelectOption& action) {
    if (action.by != SelectOption::By::kValue || action.options.size() != 1) return false;
    return with_element(step, action.in, FlowChange{text_of(action.options.front())});
  }
  bool add_action(const Step& step, const Press& action) {
    if (!action.on.empty()) return false;
    std::vector<std::string> keys;
    std::string rest = action.key;
    for (std::size_t plus = rest.find('+', 1); plus != std::string::npos; plus = rest.find('+', 1)) {
      keys.push_back(rest.substr(0, plus));
      rest = rest.substr(plus + 1);
    }
    keys.push_back(rest);
    for (const std::string& key : keys) push(step, FlowKey{FlowKey::Way::kDown, key});
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) push(step, FlowKey{FlowKey::Way::kUp, *key});
    return true;
  }
  bool add_action(const Step& step, const WaitFor& action) {
    if (!action.by.empty()) return false;
    if (const auto* visible = std::get_if<Visible>(&action.condition)) {
      FlowWaitForElement wait;
      wait.visible = true;
      return with_element(step, visible->element, std::move(wait));
    }
    if (const auto* gone = std::get_if<Gone>(&action.condition)) {
      FlowWaitForElement wait;
      wait.visible = false;
      return with_element(step, gone->element, std::move(wait));
    }
    if (const auto* count = std::get_if<Count>(&action.condition)) return add_count(step, *count);
    if (const auto* expression = std::get_if<ExpressionHolds>(&action.condition)) {
      push(step, FlowWaitForExpression{expression->script});
      return true;
    }
    return false;
  }
  bool add_count(const Step& step, const Count& count) {
    FlowWaitForElement wait;
    if (count.at_least && count.at_most && count.at_least != count.at_most) return false;
    wait.comparison = count.at_least && count.at_most ? "==" : count.at_least ? ">=" : "<=";
    wait.count = count.at_least ? *count.at_least : *count.at_most;
    return with_element(step, count.of, std::move(wait));
  }
  bool add_action(const Step& step, const ExpectDownload& action) {
    ExpectedDownload expected{.steps = 0, .download = action};
    expected.download.by.clear();
    const std::size_t at = flow_.steps.size();
    push(step, custom_step(expected));
    for (const Step& by : action.by) add(by);
    expected.steps = static_cast<int>(flow_.steps.size() - at) - 1;
    // A download inside of a download has no way to be said.
    const bool nested =
        std::any_of(action.by.begin(), action.by.end(), [](const Step& by) { return std::holds_alternative<ExpectDownload>(by.action); });
    if (expected.steps == 0 || nested) return false;
    flow_.steps[at].action = custom_step(expected);
    return true;
  }
  template <class Other>
  bool add_action(const Step&, const Other&) {
    return false;
  }

  bool with_element(const Step& step, const Selectors& selectors, FlowStep::Action action) {
    FlowSelectors known = flow_selectors(selectors);
    if (known.size() != selectors.size()) return false;
    push(step, std::move(action), std::move(known));
    return true;
  }

  Flow flow_;
  Variables days_;
};

}  // namespace

Flow flow_of(const Recipe& recipe, const Report& report, model::Period period) {
  return FlowExport(recipe, report, period).take();
}

}  // namespace nightporter::sites::recording
