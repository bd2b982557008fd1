#include "sites/run/conditions.h"

#include <algorithm>

#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/error.h"

namespace nightporter::sites {
namespace {

/// A round of pause_before_asking_again that waits the longest time.
constexpr int kLongPause = 4;

std::string folded(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (!space)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

engine::UrlPattern pattern_of(const TextTemplate& text, const Variables& variables, const OriginOverrides& overrides) {
  return engine::UrlPattern::parse(overrides.apply(text.render(variables).reveal()));
}

awaitable<bool> shows_text(Place place, ShowsText wanted, Variables variables, Deadline deadline) {
  const std::string text = folded(wanted.text.render(variables).reveal());
  static const Selectors kBody{TextTemplate::literal("css=body")};
  try {
    std::vector<std::string> texts;
    if (wanted.in.empty() && place.element())
      texts = co_await place.element()->all_inner_texts(deadline);
    else
      texts = co_await place.locator(wanted.in.empty() ? kBody : wanted.in, variables).all_inner_texts(deadline);
    co_return std::any_of(texts.begin(), texts.end(),
                          [&](const std::string& shown) { return folded(shown).find(text) != std::string::npos; });
  } catch (const engine::ElementError&) {
    co_return false;
  }
}

awaitable<bool> count_fits(Place place, Count wanted, Variables variables, Deadline deadline) {
  const auto found = static_cast<int>(co_await place.count(wanted.of, variables, deadline));
  co_return (!wanted.at_least || found >= *wanted.at_least) && (!wanted.at_most || found <= *wanted.at_most);
}

awaitable<bool> expression_holds(engine::Page& page, std::string script, Deadline deadline) {
  const std::string asked =
      "(async () => { const value = (" + script + "\n); return Boolean(typeof value === 'function' ? await value() : await value); })()";
  const std::string json = co_await page.evaluate(asked, deadline);
  co_return json == "true";
}

}  // namespace

engine::WaitUntil wait_until_of(LoadState state) {
  switch (state) {
    case LoadState::kDomContentLoaded:
      return engine::WaitUntil::kDomContentLoaded;
    case LoadState::kLoad:
      return engine::WaitUntil::kLoad;
    case LoadState::kNetworkIdle:
      return engine::WaitUntil::kNetworkIdle;
  }
  return engine::WaitUntil::kLoad;
}

awaitable<bool> holds(Place place, Condition condition, Variables variables, OriginOverrides overrides, Deadline deadline) {
  try {
    if (const auto* c = std::get_if<Visible>(&condition)) co_return co_await place.shows(c->element, variables, deadline);
    if (const auto* c = std::get_if<Gone>(&condition)) co_return !co_await place.shows(c->element, variables, deadline);
    if (const auto* c = std::get_if<ShowsText>(&condition)) co_return co_await shows_text(place, *c, variables, deadline);
    if (const auto* c = std::get_if<Count>(&condition)) co_return co_await count_fits(place, *c, variables, deadline);
    if (const auto* c = std::get_if<UrlMatches>(&condition))
      co_return pattern_of(c->pattern, variables, overrides).matches(place.page().url());
    if (const auto* c = std::get_if<ExpressionHolds>(&condition)) co_return co_await expression_holds(place.page(), c->script, deadline);
  } catch (const engine::ExecutionContextGone&) {
    // The page is going elsewhere: it is not so at this moment.
  }
  co_return false;
}

awaitable<void> wait_until(Place place, Condition condition, Variables variables, OriginOverrides overrides, Deadline deadline) {
  if (const auto* c = std::get_if<UrlMatches>(&condition))
    co_return co_await place.page().wait_for_url(pattern_of(c->pattern, variables, overrides), deadline);
  if (const auto* c = std::get_if<Loaded>(&condition)) co_return co_await place.page().wait_for_load(wait_until_of(c->state), deadline);
  if (const auto* c = std::get_if<ResponseArrives>(&condition)) {
    co_await place.page().wait_for_response(pattern_of(c->pattern, variables, overrides), deadline);
    co_return;
  }
  if (const auto* c = std::get_if<ExpressionHolds>(&condition)) {
    co_await place.page().wait_for_function(c->script, deadline);
    co_return;
  }
  // A loading sign that a click brings up shows a moment after the click: "gone" counts when it is so twice.
  const int needed = std::holds_alternative<Gone>(condition) ? 2 : 1;
  int seen = 0;
  for (int round = 0;; ++round) {
    seen = co_await holds(place, condition, variables, overrides, deadline) ? seen + 1 : 0;
    if (seen == needed) co_return;
    co_await pause_before_asking_again(seen > 0 ? kLongPause : round, deadline);
  }
}

awaitable<std::string> seen_instead(Place place, Condition condition, Variables variables, Deadline deadline) {
  if (std::holds_alternative<Visible>(condition)) co_return "it is not visible";
  if (std::holds_alternative<Gone>(condition)) co_return "it is still visible";
  if (std::holds_alternative<ShowsText>(condition)) co_return "the text is not there";
  if (std::holds_alternative<UrlMatches>(condition)) co_return "the address is still " + place.page().url();
  if (std::holds_alternative<ResponseArrives>(condition)) co_return "no answer came from there";
  if (std::holds_alternative<Loaded>(condition)) co_return "the page is still loading";
  if (const auto* c = std::get_if<Count>(&condition))
    co_return "there are " + std::to_string(co_await place.count(c->of, variables, deadline)) + " of them";
  co_return "the expression is not true";
}

}  // namespace nightporter::sites
