#include "sites/language/step_writer.h"

#include <utility>
#include <variant>

#include "sites/language/words.h"
#include "sites/yaml/writer.h"

namespace nightporter::sites::language {
namespace {

using yaml::list_node;
using yaml::map_node;
using yaml::Node;
using yaml::text_node;
using yaml::verbatim_node;

/// The keys of a step's body, and the one that a bare value stands for.
struct Body {
  std::vector<std::pair<std::string, Node>> keys;
  std::string short_for = {};

  void add(std::string key, Node value) { keys.emplace_back(std::move(key), std::move(value)); }
  void add(std::string key, const Selectors& selectors) {
    if (!selectors.empty()) add(std::move(key), selectors_node(selectors));
  }
};

Node number_node(int number) {
  return verbatim_node(std::to_string(number));
}

Node steps_node(const Steps& steps) {
  std::vector<Node> items;
  for (const Step& step : steps) items.push_back(step_node(step));
  return list_node(std::move(items));
}

/// What sets something off: one step alone needs no list.
Node by_node(const Steps& steps) {
  return steps.size() == 1 ? step_node(steps.front()) : steps_node(steps);
}

Node texts_node(const NamedTexts& texts) {
  std::vector<std::pair<std::string, Node>> entries;
  for (const auto& [name, text] : texts) entries.emplace_back(name, text_node(text.source()));
  return map_node(std::move(entries));
}

Node templates_node(const std::vector<TextTemplate>& texts) {
  if (texts.size() == 1) return text_node(texts.front().source());
  std::vector<Node> items;
  for (const TextTemplate& text : texts) items.push_back(text_node(text.source()));
  return list_node(std::move(items));
}

Node json_node(const JsonTemplate& json) {
  std::vector<Node> items;
  std::vector<std::pair<std::string, Node>> members;
  switch (json.kind) {
    case JsonTemplate::Kind::kVerbatim:
      return json.verbatim == "null" ? Node() : verbatim_node(json.verbatim);
    case JsonTemplate::Kind::kText:
      return text_node(json.text.source());
    case JsonTemplate::Kind::kArray:
      for (const JsonTemplate& item : json.items) items.push_back(json_node(item));
      return list_node(std::move(items));
    case JsonTemplate::Kind::kObject:
      for (std::size_t i = 0; i < json.items.size(); ++i) members.emplace_back(json.names[i], json_node(json.items[i]));
      return map_node(std::move(members));
  }
  return Node();
}

/// Writes a condition of wait_for or repeat_until.
class ConditionWriter {
 public:
  explicit ConditionWriter(Body& body) : body_(body) {}

  void operator()(const Visible& c) { body_.add("visible", c.element); }
  void operator()(const Gone& c) { body_.add("gone", c.element); }
  void operator()(const ShowsText& c) {
    body_.add("text", text_node(c.text.source()));
    body_.add("in", c.in);
  }
  void operator()(const Count& c) {
    Body count;
    count.add("of", c.of);
    if (c.at_least && c.at_least == c.at_most) {
      count.add("equals", number_node(*c.at_least));
    } else {
      if (c.at_least) count.add("at_least", number_node(*c.at_least));
      if (c.at_most) count.add("at_most", number_node(*c.at_most));
    }
    body_.add("count", map_node(std::move(count.keys)));
  }
  void operator()(const UrlMatches& c) { body_.add("url", text_node(c.pattern.source())); }
  void operator()(const ResponseArrives& c) { body_.add("response", text_node(c.pattern.source())); }
  void operator()(const Loaded& c) { body_.add("load", text_node(load_state_words()[static_cast<std::size_t>(c.state)])); }
  void operator()(const ExpressionHolds& c) { body_.add("expression", text_node(c.script)); }

 private:
  Body& body_;
};

/// Writes what an action needs.
class ActionWriter {
 public:
  explicit ActionWriter(Body& body) : body_(body) {}

  void operator()(const GoTo& s) {
    body_.short_for = "url";
    body_.add("url", text_node(s.url.source()));
    if (s.until != LoadState::kLoad) body_.add("until", text_node(load_state_words()[static_cast<std::size_t>(s.until)]));
  }
  void operator()(const Click& s) {
    on(s.on);
    if (s.button != MouseButton::kLeft) body_.add("button", text_node(mouse_button_words()[static_cast<std::size_t>(s.button)]));
  }
  void operator()(const DoubleClick& s) { on(s.on); }
  void operator()(const Check& s) { on(s.on); }
  void operator()(const Uncheck& s) { on(s.on); }
  void operator()(const Hover& s) { on(s.on); }
  void operator()(const Fill& s) { into(s.into, s.with); }
  void operator()(const Type& s) { into(s.into, s.with); }
  void operator()(const Press& s) {
    body_.short_for = "key";
    body_.add("key", text_node(s.key));
    body_.add("on", s.on);
  }
  void operator()(const SelectOption& s) {
    static const char* const kWays[] = {"label", "value", "index"};
    body_.add("in", s.in);
    Node options = templates_node(s.options);
    if (s.by == SelectOption::By::kIndex) {
      options.quoted = false;
      for (Node& option : options.items) option.quoted = false;
    }
    body_.add(kWays[static_cast<std::size_t>(s.by)], std::move(options));
  }
  void operator()(const Upload& s) {
    body_.add("into", s.into);
    body_.add("files", templates_node(s.files));
  }
  void operator()(const WaitFor& s) {
    std::visit(ConditionWriter(body_), s.condition);
    if (!s.by.empty()) body_.add("by", by_node(s.by));
  }
  void operator()(const ExpectDownload& s) {
    static const ExpectDownload kUsual;
    body_.add("by", by_node(s.by));
    body_.add("type", text_node(to_string(s.type)));
    if (s.begins_within != kUsual.begins_within) body_.add("begins_within", text_node(duration_text(s.begins_within)));
    if (s.idle != kUsual.idle) body_.add("idle", text_node(duration_text(s.idle)));
    if (s.total != kUsual.total) body_.add("total", text_node(duration_text(s.total)));
    if (s.capture != kUsual.capture) body_.add("capture", text_node(capture_words()[static_cast<std::size_t>(s.capture)]));
    if (s.capture == ExpectDownload::Capture::kResponse) body_.add("url", text_node(s.url.source()));
  }
  void operator()(const Screenshot& s) {
    body_.short_for = "name";
    body_.add("name", text_node(s.name));
    body_.add("of", s.of);
    if (s.full_page) body_.add("full_page", verbatim_node("true"));
  }
  void operator()(const Fetch& s) {
    body_.add(s.method == Fetch::Method::kPost ? "post" : "get", text_node(s.url.source()));
    if (!s.headers.empty()) body_.add("headers", texts_node(s.headers));
    if (!s.form.empty()) body_.add("form", texts_node(s.form));
    if (s.json) body_.add("json", json_node(*s.json));
    if (s.via != Fetch::Via::kPage) body_.add("via", text_node(fetch_via_words()[static_cast<std::size_t>(s.via)]));
    if (s.save_as) body_.add("save_as", text_node(to_string(*s.save_as)));
    std::vector<std::pair<std::string, Node>> remembered;
    for (const auto& [name, path] : s.remember) remembered.emplace_back(name, text_node(path));
    if (!remembered.empty()) body_.add("remember", map_node(std::move(remembered)));
  }
  void operator()(const Evaluate& s) {
    body_.short_for = "script";
    body_.add("script", text_node(s.script));
    if (!s.with.empty()) body_.add("with", texts_node(s.with));
    if (!s.remember.empty()) body_.add("remember", text_node(s.remember));
  }
  void operator()(const Otp& s) {
    body_.add(s.fields == Otp::Fields::kOnePerDigit ? "boxes" : "into", s.into);
    body_.add("submit", s.submit);
  }
  void operator()(const AnswerDialog& s) {
    body_.short_for = "answer";
    body_.add("answer", text_node(s.answer == AnswerDialog::Answer::kAccept ? "accept" : "dismiss"));
    if (s.text) body_.add("text", text_node(s.text->source()));
  }
  void operator()(const IfVisible& s) {
    body_.add("element", s.element);
    const bool visible = s.wanted == IfVisible::Wanted::kVisible;
    if (s.wait.count() > 0) body_.add(visible ? "appears_within" : "disappears_within", text_node(duration_text(s.wait)));
    body_.add("then", steps_node(s.then));
    if (!s.otherwise.empty()) body_.add("else", steps_node(s.otherwise));
  }
  void operator()(const RepeatUntil& s) {
    std::visit(ConditionWriter(body_), s.condition);
    if (s.at_most != RepeatUntil().at_most) body_.add("at_most", number_node(s.at_most));
    body_.add("steps", steps_node(s.steps));
  }
  void operator()(const ForEach& s) {
    if (s.element.empty())
      body_.add("day_in", text_node("period"));
    else
      body_.add("element", s.element);
    body_.add("steps", steps_node(s.steps));
  }

 private:
  void on(const Selectors& selectors) {
    body_.short_for = "on";
    body_.add("on", selectors);
  }
  void into(const Selectors& selectors, const TextTemplate& text) {
    body_.add("into", selectors);
    body_.add("with", text_node(text.source()));
  }

  Body& body_;
};

}  // namespace

yaml::Node selectors_node(const Selectors& selectors) {
  return templates_node(selectors);
}

std::string duration_text(Milliseconds duration) {
  const auto count = duration.count();
  if (count > 0 && count % 3'600'000 == 0) return std::to_string(count / 3'600'000) + "h";
  if (count > 0 && count % 60'000 == 0) return std::to_string(count / 60'000) + "m";
  if (count % 1'000 == 0) return std::to_string(count / 1'000) + "s";
  return std::to_string(count) + "ms";
}

yaml::Node step_node(const Step& step) {
  Body body;
  std::visit(ActionWriter(body), step.action);
  body.add("within", step.within);
  body.add("frame", step.frame);
  if (step.timeout) body.add("timeout", text_node(duration_text(*step.timeout)));
  if (step.optional) body.add("optional", verbatim_node("true"));
  if (!step.note.empty()) body.add("note", text_node(step.note));
  const bool is_short = body.keys.size() == 1 && body.keys.front().first == body.short_for;
  Node value = is_short ? std::move(body.keys.front().second) : map_node(std::move(body.keys));
  return map_node({{step.word(), std::move(value)}});
}

}  // namespace nightporter::sites::language
