#include "sites/run/looking.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cdp/async/with_deadline.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "sites/error.h"

namespace nightporter::sites {

std::vector<engine::Selector> render_selectors(const Selectors& selectors, const Variables& variables) {
  std::vector<engine::Selector> result;
  for (const TextTemplate& selector : selectors) {
    try {
      result.push_back(engine::Selector::parse(selector.render(variables).reveal()));
    } catch (const engine::InvalidSelector& error) {
      throw ConfigurationLacking("a variable breaks the selector " + selector.source() + ": " + error.what());
    }
  }
  return result;
}

Place Place::inside(engine::Locator element) const {
  Place place = *this;
  place.frame_.reset();
  place.element_ = std::move(element);
  return place;
}

Place Place::narrowed(const Step& step, const Variables& variables) const {
  Place place = *this;
  if (!step.frame.empty()) {
    const std::vector<engine::Selector> frame = render_selectors(step.frame, variables);
    place.frame_ = engine::FrameLocator(page_->main_frame(), frame);
    place.element_.reset();
  }
  if (!step.within.empty()) place.element_ = place.within(render_selectors(step.within, variables));
  return place;
}

engine::Locator Place::within(const std::vector<engine::Selector>& alternatives) const {
  if (element_) return element_->locator(alternatives);
  if (frame_) return frame_->locator(alternatives);
  return engine::Locator(page_->main_frame(), alternatives);
}

engine::Locator Place::locator(const Selectors& selectors, const Variables& variables) const {
  return within(render_selectors(selectors, variables));
}

awaitable<bool> Place::shows(Selectors selectors, Variables variables, Deadline deadline) const {
  const engine::Selector visible = engine::Selector::parse("visible=true");
  for (const engine::Selector& selector : render_selectors(selectors, variables)) {
    try {
      if (co_await within({selector.then(visible)}).count(deadline) > 0) co_return true;
    } catch (const engine::ExecutionContextGone&) {
      co_return false;  // it has just gone to another page: nothing is shown at this moment
    } catch (const engine::ElementError&) {
      co_return false;
    }
  }
  co_return false;
}

awaitable<std::size_t> Place::count(Selectors selectors, Variables variables, Deadline deadline) const {
  for (const engine::Selector& selector : render_selectors(selectors, variables))
    if (const std::size_t found = co_await within({selector}).count(deadline); found > 0) co_return found;
  co_return 0;
}

awaitable<std::optional<std::string>> server_trouble(engine::Page& page, Deadline deadline) {
  std::string status;
  try {
    status = co_await page.evaluate("() => String(performance.getEntriesByType('navigation')[0]?.responseStatus ?? 0)", {}, deadline);
  } catch (const engine::ExecutionContextGone&) {
    co_return std::nullopt;  // on its way to another document
  }
  std::erase(status, '"');
  if (status == "429" || (status.size() == 3 && status.front() == '5')) co_return "the server answers " + status;
  co_return std::nullopt;
}

awaitable<void> pause_before_asking_again(int round, Deadline deadline) {
  const auto duration = std::min(std::chrono::milliseconds(10) * (1 << std::min(round, 4)), std::chrono::milliseconds(100));
  // No event announces that a selector has begun to match, so the page is asked again and again.
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await with_deadline(timer.async_wait(boost::asio::use_awaitable), deadline, "the page");
}

}  // namespace nightporter::sites
