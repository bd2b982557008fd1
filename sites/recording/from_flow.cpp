#include "sites/recording/from_flow.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <cmath>
#include <iterator>

#include "sites/recording/custom_step.h"
#include "sites/recording/flow_selectors.h"
#include "sites/recording/key_presses.h"

namespace nightporter::sites::recording {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

std::string number_text(double number) {
  return number == std::floor(number) ? std::to_string(std::llround(number)) : std::to_string(number);
}

Selectors literal(const std::vector<std::string>& selectors) {
  Selectors list;
  for (const std::string& selector : selectors) list.push_back(TextTemplate::literal(selector));
  return list;
}

bool is_web_address(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

/// Fills a <select>, as far as the selectors tell.
bool is_select(const std::vector<std::string>& selectors) {
  return std::any_of(selectors.begin(), selectors.end(), [](const std::string& selector) {
    if (selector.starts_with("role=combobox") || selector.starts_with("role=listbox")) return true;
    if (!selector.starts_with("css=") && !selector.starts_with("xpath=")) return false;
    const std::size_t last = selector.find_last_of(" >/=+~");
    const std::string element = selector.substr(last + 1);
    return element == "select" || element.starts_with("select.") || element.starts_with("select[") || element.starts_with("select#") ||
           element.starts_with("select:");
  });
}

class FlowImport {
 public:
  explicit FlowImport(const Flow& flow) : flow_(flow) { recording_.title = flow.title; }

  Recording run() {
    for (const FlowStep& step : flow_.steps) {
      ++number_;
      selected_ = recipe_selectors(step.selectors,
                                   std::holds_alternative<FlowChange>(step.action) ? ElementUse::kFilledIn : ElementUse::kPointedAt);
      go_to_target(step);
      add(step);
      end_of_expected_download(step);
    }
    for (const std::string& key : keys_.modifiers()) lose("keyDown " + key + ": it is never let go");
    remark_on_all();
    return std::move(recording_);
  }

 private:
  // ---- what is added

  RecordedStep& push(const FlowStep& from, Step::Action action) {
    RecordedStep recorded;
    recorded.number = number_;
    recorded.step.action = std::move(action);
    recorded.step.timeout = from.timeout;
    if (from.frame.size() == 1)
      recorded.step.frame = {TextTemplate::literal("css=iframe, frame >> nth=" + std::to_string(from.frame.front()))};
    if (!from.asserted.empty() && is_web_address(from.asserted.back().url)) {
      recorded.leads_to = from.asserted.back().url;
      if (target_ == kMain) main_url_ = recorded.leads_to;
    }
    if (std::any_of(from.asserted.begin(), from.asserted.end(), [](const auto& event) { return !event.title.empty(); }))
      asserted_titles_.push_back(number_);
    recording_.steps.push_back(std::move(recorded));
    return recording_.steps.back();
  }

  void lose(const std::string& what) { recording_.lost.push_back({number_, what}); }

  /// A step that wants an element; false, and noted, when the recipe cannot say which.
  bool has_element(const FlowStep& step) {
    if (step.frame.size() > 1) return lose(step.type() + ": it happens in a frame inside of a frame, which a recipe cannot name"), false;
    for (const std::string& selector : selected_.left_out)
      if (!selector.empty()) lose(step.type() + ": the selector \"" + selector + "\" cannot be said in a recipe");
    if (selected_.selectors.empty()) lose(step.type() + ": none of its selectors can be said in a recipe; the step is left out");
    return !selected_.selectors.empty();
  }

  /// Other windows: a recipe works in one.
  void go_to_target(const FlowStep& step) {
    const std::string target = step.target.empty() ? kMain : step.target;
    if (target == target_ || std::holds_alternative<FlowClose>(step.action) || std::holds_alternative<FlowSetViewport>(step.action) ||
        std::holds_alternative<FlowNavigate>(step.action))
      return;
    const std::string url = target == kMain ? main_url_ : target;
    if (!is_web_address(url))
      return lose(step.type() + ": it happens in another window whose address \"" + url + "\" a recipe cannot open");
    target_ = target;
    FlowStep plain;
    plain.action = FlowNavigate{url};
    push(plain, GoTo{TextTemplate::literal(url)})
        .remarks.push_back(target == kMain ? "back in the first window: a recipe has one window, so its page is opened again"
                                           : "this happened in a window of its own: a recipe has one window, so its page is opened there");
  }

  void add(const FlowStep& step) {
    std::visit(Overloaded{[&](const FlowSetViewport& v) {
                            lose("setViewport " + number_text(v.width) + " x " + number_text(v.height) +
                                 ": pages have the size that nightporter gives them");
                          },
                          [&](const FlowNavigate& s) { navigate(step, s); }, [&](const FlowClick& s) { click(step, s); },
                          [&](const FlowHover&) {
                            if (has_element(step)) push(step, Hover{literal(selected_.selectors)});
                          },
                          [&](const FlowChange& s) { change(step, s); }, [&](const FlowKey& s) { key(step, s); },
                          [&](const FlowScroll& s) { scroll(step, s); },
                          [&](const FlowNetworkConditions&) { lose("emulateNetworkConditions: a recipe leaves the network as it is"); },
                          [&](const FlowWaitForElement& s) { wait_for_element(step, s); },
                          [&](const FlowWaitForExpression& s) {
                            if (step.frame.empty()) return void(push(step, WaitFor{ExpressionHolds{s.expression}, {}}));
                            lose("waitForExpression: a recipe waits for expressions of the page only, not of its frames");
                          },
                          [&](const FlowClose&) { lose("close: nightporter closes its pages by itself"); },
                          [&](const FlowCustom& s) { custom(step, s); }},
               step.action);
  }

  void navigate(const FlowStep& step, const FlowNavigate& action) {
    if (!is_web_address(action.url)) return lose("navigate: \"" + action.url + "\" is no page of the web");
    target_ = step.target.empty() ? kMain : target_;
    main_url_ = action.url;
    push(step, GoTo{TextTemplate::literal(action.url)});
  }

  void click(const FlowStep& step, const FlowClick& action) {
    if (action.button == "back" || action.button == "forward")
      return lose(step.type() + " with the button \"" + action.button + "\": write a goto of the page that it led to");
    if (!has_element(step)) return;
    last_field_ = field_kind(names_of_element());
    last_selectors_ = selected_.selectors;
    if (action.offset_x != 0 || action.offset_y != 0) offsets_.push_back(number_);
    if (action.duration_ms && *action.duration_ms > 0)
      lose(step.type() + ": the button was held for " + number_text(*action.duration_ms) + " ms");
    if (action.device_type == "pen" || action.device_type == "touch")
      lose(step.type() + ": done with " + action.device_type + ", which a recipe does with the mouse");
    if (action.times == FlowClick::Times::kTwice) {
      if (!action.button.empty() && action.button != "primary") lose("doubleClick: a recipe does it with the first button only");
      push(step, DoubleClick{literal(selected_.selectors)});
      return;
    }
    const MouseButton button = action.button == "auxiliary"   ? MouseButton::kMiddle
                               : action.button == "secondary" ? MouseButton::kRight
                                                              : MouseButton::kLeft;
    push(step, Click{literal(selected_.selectors), button});
  }

  std::vector<std::string> names_of_element() const {
    std::vector<std::string> names = selected_.selectors;
    names.insert(names.end(), selected_.left_out.begin(), selected_.left_out.end());
    return names;
  }

  void change(const FlowStep& step, const FlowChange& action) {
    FieldKind kind = field_kind(names_of_element());
    last_field_ = kind;
    last_selectors_ = selected_.selectors;
    const bool digits =
        action.value.size() >= 4 && action.value.size() <= 8 && action.value.find_first_not_of("0123456789") == std::string::npos;
    if (kind == FieldKind::kPlain && digits && seen_password_ && has_word("code")) kind = FieldKind::kCode;
    const std::string secret = kind == FieldKind::kUserName ? "" : secret_name(kind);
    // Noted before anything can go wrong with the step.
    if ((!secret.empty() || kind == FieldKind::kCode) && !is_reference(action.value)) recording_.secrets.emplace_back(action.value);
    seen_password_ = seen_password_ || kind == FieldKind::kPassword;
    if (!has_element(step)) return;
    const Selectors into = literal(selected_.selectors);
    if (kind == FieldKind::kCode) {
      push(step, Otp{into, {}}).field = kind;
    } else if (!secret.empty() && !is_reference(action.value)) {
      push(step, Fill{into, TextTemplate::parse("{{ secret." + secret + " }}")}).field = kind;
    } else if (action.value.find("{{") != std::string::npos && !is_reference(action.value)) {
      lose("change: a text with {{ in it cannot be said in a recipe; the step is left out");
    } else if (is_select(selected_.selectors)) {
      push(step, SelectOption{into, SelectOption::By::kValue, {text_of(action.value)}}).field = kind;
    } else {
      push(step, Fill{into, text_of(action.value)}).field = kind;
    }
  }

  bool has_word(const std::string& wanted) const {
    for (const std::string& name : names_of_element())
      for (const std::string& word : words_of_name(name))
        if (word == wanted) return true;
    return false;
  }

  /// "{{ secret.password }}", "{{ store.code }}": what an exported recording holds in place of a value.
  static bool is_reference(const std::string& value) {
    try {
      return !TextTemplate::parse(value).references().empty();
    } catch (const TemplateError&) {
      return false;
    }
  }
  static TextTemplate text_of(const std::string& value) {
    return is_reference(value) ? TextTemplate::parse(value) : TextTemplate::literal(value);
  }

  void key(const FlowStep& step, const FlowKey& action) {
    const bool down = action.way == FlowKey::Way::kDown;
    const bool secret_field = (!secret_name(last_field_).empty() && last_field_ != FieldKind::kUserName) || last_field_ == FieldKind::kCode;
    if (down && action.key.size() == 1 && !keys_.has_modifiers() && secret_field) {
      keys_.pass_over(action.key);
      return type_secret(step);
    }
    const KeyPresses::Press press = down ? keys_.down(action.key) : keys_.up(action.key);
    if (!press.lost.empty()) lose(press.lost);
    if (!press.chord.empty()) push(step, Press{press.chord, {}});
  }

  /// Keys in a field of a secret are not written one by one.
  void type_secret(const FlowStep& step) {
    lose("keyDown: a key in a field of a secret; the recipe fills the field from the secret instead");
    const bool is_filled = !recording_.steps.empty() && recording_.steps.back().field == last_field_;
    if (is_filled || last_selectors_.empty()) return;
    const Selectors into = literal(last_selectors_);
    if (last_field_ == FieldKind::kCode)
      push(step, Otp{into, {}}).field = last_field_;
    else
      push(step, Fill{into, TextTemplate::parse("{{ secret." + secret_name(last_field_) + " }}")}).field = last_field_;
  }

  void scroll(const FlowStep& step, const FlowScroll& action) {
    const std::string to = "({" + (action.x ? "left: " + number_text(*action.x) : std::string()) + (action.x && action.y ? ", " : "") +
                           (action.y ? "top: " + number_text(*action.y) : std::string()) + "})";
    if (step.frame.size() > 1) return lose("scroll: it happens in a frame inside of a frame, which a recipe cannot name");
    if (step.selectors.empty()) {
      push(step, Evaluate{"window.scrollTo" + to, {}, {}});
      return;
    }
    const auto css = std::find_if(selected_.selectors.begin(), selected_.selectors.end(), [](const std::string& selector) {
      return selector.starts_with("css=") && selector.find(" >> ") == std::string::npos;
    });
    if (css == selected_.selectors.end()) return lose("scroll: an element that has no CSS selector cannot be scrolled by a recipe");
    const std::string element = boost::json::serialize(boost::json::string(css->substr(4)));
    push(step, Evaluate{"document.querySelector(" + element + ")?.scrollTo" + to, {}, {}});
  }

  void wait_for_element(const FlowStep& step, const FlowWaitForElement& action) {
    if (!has_element(step)) return;
    if (!action.properties_json.empty()) lose("waitForElement: a recipe does not look at properties");
    for (const auto& attribute : action.attributes)
      lose("waitForElement: the attribute " + attribute.first + " is not looked at; put it into a CSS selector");
    const Selectors element = literal(selected_.selectors);
    const int count = action.count ? static_cast<int>(std::llround(*action.count)) : 1;
    const bool at_least = action.comparison.empty() || action.comparison == ">=";
    const bool none = count == 0 && !at_least;
    Count counted{element, std::nullopt, std::nullopt};
    if (at_least || action.comparison == "==") counted.at_least = count;
    if (!at_least) counted.at_most = count;
    Condition condition = counted;
    if (action.visible == true && !none)
      for (TextTemplate& selector : std::get<Count>(condition).of) selector = TextTemplate::literal(selector.source() + " >> visible=true");
    const bool one = at_least && count == 1;
    if (one && action.visible == true) condition = Visible{element};
    if (none || (one && action.visible == false)) condition = Gone{element};
    if (!one && !none && action.visible == false) lose("waitForElement: a recipe counts hidden elements together with visible ones");
    push(step, WaitFor{std::move(condition), {}});
  }

  void custom(const FlowStep& step, const FlowCustom& action) {
    try {
      if (const auto expected = expected_download_of(action)) {
        expected_ = *expected;
        expected_from_ = recording_.steps.size();
        return;
      }
      if (auto ours = step_of(action)) {
        RecordedStep& recorded = push(step, std::move(ours->action));
        ours->action = std::move(recorded.step.action);
        recorded.step = std::move(*ours);
        return;
      }
    } catch (const FlowError& error) {
      throw FlowError("Step " + std::to_string(number_) + ": " + error.what());
    }
    lose("customStep " + action.name + ": it is none of nightporter's");
  }

  void end_of_expected_download(const FlowStep& step) {
    if (!expected_ || expected_download_was_read_now(step) || --expected_->steps > 0) return;
    const auto first = recording_.steps.begin() + static_cast<std::ptrdiff_t>(expected_from_);
    ExpectDownload download = expected_->download;
    expected_.reset();
    if (first == recording_.steps.end()) return lose("customStep expectDownload: nothing of a recipe follows it");
    const int number = first->number;
    const std::string leads_to = recording_.steps.back().leads_to;
    for (auto at = first; at != recording_.steps.end(); ++at) download.by.push_back(std::move(at->step));
    recording_.steps.erase(first, recording_.steps.end());
    RecordedStep caught;
    caught.number = number;
    caught.step.action = std::move(download);
    caught.leads_to = leads_to;
    recording_.steps.push_back(std::move(caught));
  }

  static bool expected_download_was_read_now(const FlowStep& step) {
    const auto* custom = std::get_if<FlowCustom>(&step.action);
    return custom != nullptr && expected_download_of(*custom).has_value();
  }

  // ---- what concerns several steps

  void remark_on_all() {
    const auto numbers = [](const std::vector<int>& list) {
      std::string text;
      for (const int number : list) text += (text.empty() ? "" : ", ") + std::to_string(number);
      return (list.size() == 1 ? "step " : "steps ") + text;
    };
    if (!offsets_.empty())
      recording_.remarks.push_back(numbers(offsets_) +
                                   ": the place within the element (offsetX, offsetY) is not kept; clicks go to its middle");
    if (!asserted_titles_.empty()) recording_.remarks.push_back(numbers(asserted_titles_) + ": the asserted title is not checked");
    if (flow_.timeout)
      recording_.remarks.push_back("the timeout of the whole recording, " + std::to_string(flow_.timeout->count()) +
                                   " ms, is not kept: a step has 30 s, or its own timeout");
    if (!flow_.selector_attribute.empty())
      recording_.remarks.push_back("selectorAttribute " + flow_.selector_attribute + " served while recording only");
  }

  static constexpr const char* kMain = "main";

  const Flow& flow_;
  Recording recording_;
  int number_ = 0;
  SelectorsInRecipe selected_;
  std::string target_ = kMain;
  std::string main_url_;
  FieldKind last_field_ = FieldKind::kPlain;
  std::vector<std::string> last_selectors_;
  bool seen_password_ = false;
  KeyPresses keys_;
  std::vector<int> offsets_;
  std::vector<int> asserted_titles_;
  std::optional<ExpectedDownload> expected_;
  std::size_t expected_from_ = 0;
};

}  // namespace

Recording recording_of(const Flow& flow) {
  return FlowImport(flow).run();
}

}  // namespace nightporter::sites::recording
