#include "sites/recording/live_recording.h"

#include <algorithm>
#include <utility>

namespace nightporter::sites::recording {
namespace {

using Kind = engine::UserAction::Kind;

Selectors literal(const std::vector<std::string>& selectors) {
  Selectors list;
  for (const std::string& selector : selectors)
    // What looks like a reference cannot be written into a recipe.
    if (selector.find("{{") == std::string::npos) list.push_back(TextTemplate::literal(selector));
  return list;
}

std::vector<TextTemplate> literal_texts(const std::vector<std::string>& texts) {
  std::vector<TextTemplate> list;
  for (const std::string& text : texts) list.push_back(TextTemplate::literal(text));
  return list;
}

bool is_web_address(const std::string& url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

MouseButton button_of(engine::MouseButton button) {
  switch (button) {
    case engine::MouseButton::kLeft:
      return MouseButton::kLeft;
    case engine::MouseButton::kMiddle:
      return MouseButton::kMiddle;
    case engine::MouseButton::kRight:
      return MouseButton::kRight;
  }
  return MouseButton::kLeft;
}

FieldKind kind_of(const engine::UserAction& action) {
  std::vector<std::string> names = action.names;
  names.insert(names.end(), action.selectors.begin(), action.selectors.end());
  const FieldKind kind = field_kind(names);
  const bool known = kind == FieldKind::kCode || (kind != FieldKind::kUserName && !secret_name(kind).empty());
  if (action.is_secret && !known) return FieldKind::kPassword;
  return kind;
}

bool is_same_fill(const RecordedStep& step, const Selectors& into) {
  const auto* fill = std::get_if<Fill>(&step.step.action);
  return fill != nullptr && fill->into == into;
}

bool is_click_on(const RecordedStep& step, const Selectors& on) {
  const auto* click = std::get_if<Click>(&step.step.action);
  return click != nullptr && click->on == on;
}

}  // namespace

LiveRecording::LiveRecording(std::string start_url, std::map<std::string, std::string> used_to_real)
    : to_real_(used_to_real), start_url_(std::move(start_url)) {}

/// The site's real address. Forms that are sent with GET put what was typed into it: with a secret among it, the whole query goes.
std::string LiveRecording::real(const std::string& url) const {
  std::string address = to_real_.apply(url);
  const std::size_t query = address.find('?');
  if (query == std::string::npos) return address;
  const std::string parameters = address.substr(query + 1, address.find('#', query) - query - 1);
  for (std::size_t begin = 0; begin < parameters.size();) {
    const std::size_t end = std::min(parameters.find('&', begin), parameters.size());
    const std::string parameter = parameters.substr(begin, std::min(parameters.find('=', begin), end) - begin);
    if (names_secret(parameter)) return address.substr(0, query);
    begin = end + 1;
  }
  return address;
}

bool LiveRecording::names_secret(const std::string& parameter) const {
  const FieldKind kind = field_kind({parameter});
  const bool by_name = kind == FieldKind::kCode || (kind != FieldKind::kUserName && !secret_name(kind).empty());
  return by_name || secret_fields_.contains(parameter);
}

RecordedStep& LiveRecording::push(const LiveAction& from, Step::Action action) {
  RecordedStep step;
  step.number = last_number() + 1;
  step.step.action = std::move(action);
  step.step.frame = literal(from.frame);
  recording_.steps.push_back(std::move(step));
  return recording_.steps.back();
}

std::string LiveRecording::add(const LiveAction& action) {
  const std::size_t before = recording_.steps.size();
  switch (action.action.kind) {
    case Kind::kWatching:
      return {};
    case Kind::kGoTo:
      go_to(action);
      break;
    case Kind::kNavigated:
    case Kind::kMoved:
      if (action.window == window_ && !recording_.steps.empty() && is_web_address(action.action.value)) {
        recording_.steps.back().leads_to = real(action.action.value);
        recording_.steps.back().opens_document = action.action.kind == Kind::kNavigated;
      }
      if (action.window == 0) main_url_ = real(action.action.value);
      return {};
    default:
      go_to_window(action);
      add_on_element(action);
  }
  return recording_.steps.size() > before ? recording_.steps.back().step.words() : std::string();
}

void LiveRecording::go_to(const LiveAction& action) {
  const std::string url = real(action.action.value);
  if (action.window != 0 || !is_web_address(url)) return;
  main_url_ = url;
  if (std::exchange(started_, true)) {
    push(action, GoTo{TextTemplate::literal(url)});
    return;
  }
  RecordedStep& first = push(action, GoTo{TextTemplate::literal(real(start_url_))});
  if (url != real(start_url_)) first.leads_to = url;
}

void LiveRecording::go_to_window(const LiveAction& action) {
  if (action.window == window_) return;
  const std::string url = action.window == 0 ? main_url_ : real(action.window_url);
  if (!is_web_address(url)) return lose("a window without an address of its own: a recipe cannot open \"" + url + "\"");
  window_ = action.window;
  LiveAction plain = action;
  plain.frame.clear();
  push(plain, GoTo{TextTemplate::literal(url)})
      .remarks.push_back(window_ == 0 ? "back in the first window: a recipe has one window, so its page is opened again"
                                      : "this happened in a window of its own: a recipe has one window, so its page is opened there");
}

void LiveRecording::add_on_element(const LiveAction& live) {
  const engine::UserAction& action = live.action;
  if (live.in_nested_frame) return lose("something in a frame inside of a frame, which a recipe cannot name");
  const Selectors element = literal(action.selectors);
  if (element.empty() && action.kind != Kind::kPress) return lose("something on " + action.element + ", which no selector finds alone");
  switch (action.kind) {
    case Kind::kClick:
      push(live, Click{element, button_of(action.button)});
      return;
    case Kind::kDoubleClick:
      return add_double_click(live, element);
    case Kind::kFill:
      return add_fill(live, element);
    case Kind::kSelect:
      push(live, SelectOption{element, SelectOption::By::kLabel, literal_texts(action.options)}).field = kind_of(action);
      return;
    case Kind::kCheck:
      push(live, Check{element});
      return;
    case Kind::kUncheck:
      push(live, Uncheck{element});
      return;
    case Kind::kPress:
      push(live, Press{action.key, element});
      return;
    case Kind::kUpload:
      push(live, Upload{element, literal_texts(action.options)}).remarks.push_back("put the file into the recipe's folder");
      return;
    default:
      return;
  }
}

void LiveRecording::add_double_click(const LiveAction& live, const Selectors& on) {
  for (int clicks = 0; clicks < 2 && !recording_.steps.empty() && is_click_on(recording_.steps.back(), on); ++clicks)
    recording_.steps.pop_back();
  push(live, DoubleClick{on});
}

void LiveRecording::add_fill(const LiveAction& live, const Selectors& into) {
  const FieldKind kind = kind_of(live.action);
  const bool is_code = kind == FieldKind::kCode;
  if (is_code || (kind != FieldKind::kUserName && !secret_name(kind).empty()))
    secret_fields_.insert(live.action.names.begin(), live.action.names.end());
  if (is_code) return add_code(live, into);
  const std::string secret = kind == FieldKind::kUserName ? "" : secret_name(kind);
  if (!secret.empty() && !live.action.value.empty()) recording_.secrets.emplace_back(live.action.value);
  if (secret.empty() && live.action.value.find("{{") != std::string::npos)
    return lose("a text with {{ in it cannot be said in a recipe; the field is left as it is");
  // What is changed again before anything else is done counts once.
  if (!recording_.steps.empty() && is_same_fill(recording_.steps.back(), into)) recording_.steps.pop_back();
  const TextTemplate with = secret.empty() ? TextTemplate::literal(live.action.value) : TextTemplate::parse("{{ secret." + secret + " }}");
  if (live.action.is_widget && secret.empty())
    push(live, Type{into, with}).field = kind;
  else
    push(live, Fill{into, with}).field = kind;
}

void LiveRecording::add_code(const LiveAction& live, const Selectors& into) {
  if (!live.action.value.empty()) recording_.secrets.emplace_back(live.action.value);
  // A box for each digit is one field to a recipe.
  if (!recording_.steps.empty() && std::holds_alternative<Otp>(recording_.steps.back().step.action)) return;
  push(live, Otp{into, {}}).field = FieldKind::kCode;
}

void LiveRecording::downloaded(int number, NoticedDownload download) {
  for (RecordedStep& step : recording_.steps)
    if (step.number == number) step.download = std::move(download);
}

}  // namespace nightporter::sites::recording
