#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "engine/element/locator.h"
#include "sites/step.h"
#include "sites/variables.h"

namespace nightporter::engine {
class Page;
}

namespace nightporter::sites {

/// The selectors with the variables put in. Throws ConfigurationLacking when what was put in breaks one of them.
std::vector<engine::Selector> render_selectors(const Selectors& selectors, const Variables& variables);

/// Where elements are looked for: the page, an iframe, one element of a list. A value; the page must outlive it.
class Place {
 public:
  explicit Place(engine::Page& page) : page_(&page) {}

  /// Only inside of this element.
  Place inside(engine::Locator element) const;
  /// As the step's frame: and within: say.
  Place narrowed(const Step& step, const Variables& variables) const;

  engine::Locator locator(const Selectors& selectors, const Variables& variables) const;
  engine::Page& page() const { return *page_; }
  /// The element that all is looked for in, if there is one.
  const std::optional<engine::Locator>& element() const { return element_; }

  /// Is any of the alternatives visible now, once or more?
  awaitable<bool> shows(Selectors selectors, Variables variables, Deadline deadline) const;
  /// How many elements the alternatives match now; the first that matches counts.
  awaitable<std::size_t> count(Selectors selectors, Variables variables, Deadline deadline) const;

 private:
  engine::Locator within(const std::vector<engine::Selector>& alternatives) const;

  engine::Page* page_;
  std::optional<engine::FrameLocator> frame_;
  std::optional<engine::Locator> element_;
};

/// Why the document that the page shows now is no page of the site at all: "the server answers 503"; nullopt for any other. Also for pages
/// that a click has led to.
awaitable<std::optional<std::string>> server_trouble(engine::Page& page, Deadline deadline);

/// Waits a little before the page is asked again what no event announces. `round` counts from 0: the first rounds are short.
awaitable<void> pause_before_asking_again(int round, Deadline deadline);

}  // namespace nightporter::sites
