#include "sites/walk.h"

#include <type_traits>
#include <variant>

namespace nightporter::sites {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

std::vector<const Steps*> inner_steps(const Step& step) {
  return std::visit(Overloaded{[](const WaitFor& wait) { return std::vector<const Steps*>{&wait.by}; },
                               [](const ExpectDownload& download) { return std::vector<const Steps*>{&download.by}; },
                               [](const IfVisible& branch) { return std::vector<const Steps*>{&branch.then, &branch.otherwise}; },
                               [](const RepeatUntil& repeat) { return std::vector<const Steps*>{&repeat.steps}; },
                               [](const ForEach& loop) { return std::vector<const Steps*>{&loop.steps}; },
                               [](const auto&) { return std::vector<const Steps*>{}; }},
                    step.action);
}

class Collector {
 public:
  std::vector<TextTemplate> templates;

  void add(const TextTemplate& text) { templates.push_back(text); }
  void add(const Selectors& selectors) { templates.insert(templates.end(), selectors.begin(), selectors.end()); }
  void add(const NamedTexts& texts) {
    for (const auto& text : texts) templates.push_back(text.second);
  }
  void add(const JsonTemplate& json) {
    templates.push_back(json.text);
    for (const JsonTemplate& item : json.items) add(item);
  }
  void add(const Condition& condition) {
    std::visit(Overloaded{[&](const Visible& c) { add(c.element); }, [&](const Gone& c) { add(c.element); },
                          [&](const ShowsText& c) { add(c.text), add(c.in); }, [&](const Count& c) { add(c.of); },
                          [&](const UrlMatches& c) { add(c.pattern); }, [&](const ResponseArrives& c) { add(c.pattern); },
                          [](const Loaded&) {}, [](const ExpressionHolds&) {}},
               condition);
  }
};

}  // namespace

void for_every_step(const Steps& steps, const std::function<void(const Step&)>& visit) {
  for (const Step& step : steps) {
    visit(step);
    for (const Steps* inner : inner_steps(step)) for_every_step(*inner, visit);
  }
}

std::vector<TextTemplate> templates_of(const Step& step) {
  Collector c;
  c.add(step.within);
  c.add(step.frame);
  std::visit(Overloaded{[&](const GoTo& s) { c.add(s.url); }, [&](const Fill& s) { c.add(s.into), c.add(s.with); },
                        [&](const Type& s) { c.add(s.into), c.add(s.with); }, [&](const SelectOption& s) { c.add(s.in), c.add(s.options); },
                        [&](const Upload& s) { c.add(s.into), c.add(s.files); }, [&](const WaitFor& s) { c.add(s.condition); },
                        [&](const ExpectDownload& s) { c.add(s.url); }, [&](const Screenshot& s) { c.add(s.of); },
                        [&](const Fetch& s) {
                          c.add(s.url), c.add(s.headers), c.add(s.form);
                          if (s.json) c.add(*s.json);
                        },
                        [&](const Evaluate& s) { c.add(s.with); }, [&](const Otp& s) { c.add(s.into), c.add(s.submit); },
                        [&](const AnswerDialog& s) {
                          if (s.text) c.add(*s.text);
                        },
                        [&](const IfVisible& s) { c.add(s.element); }, [&](const RepeatUntil& s) { c.add(s.condition); },
                        [&](const ForEach& s) { c.add(s.element); }, [&](const auto& s) { c.add(s.on); }},
             step.action);
  return c.templates;
}

}  // namespace nightporter::sites
