#include "engine/evidence/failure_outline.h"

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "cdp/error.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/action.h"
#include "engine/element/locator.h"
#include "engine/element/page_script.h"
#include "engine/element/selector_json.h"
#include "engine/error.h"

namespace nightporter::engine {

namespace {

/// "0" when the frame cannot be asked.
awaitable<std::string> ask(Frame& frame, std::string function, std::vector<std::string> arguments, Deadline deadline) {
  try {
    co_return co_await page_script::call(frame, std::move(function), std::move(arguments), deadline);
  } catch (const Error&) {
  } catch (const cdp::Error&) {
  }
  co_return "0";
}

}  // namespace

awaitable<bool> outline_failure(Page& page, Deadline deadline) {
  bool any = false;
  for (Frame* frame : page.frames()) {
    const std::string framed = co_await ask(*frame, "outlineFailure", {}, deadline);
    any = any || framed != "0";
  }
  co_return any;
}

awaitable<bool> outline(Locator locator, Deadline deadline) {
  Frame* frame = nullptr;
  try {
    frame = co_await locator.frame(deadline);
  } catch (const Error&) {
  }
  if (frame == nullptr) co_return false;
  std::vector<std::string> arguments{boost::json::serialize(selectors_to_json(locator.chains()))};
  const std::string framed = co_await ask(*frame, "outline", std::move(arguments), deadline);
  co_return framed != "0";
}

awaitable<void> remove_outline(Page& page, Deadline deadline) {
  for (Frame* frame : page.frames()) co_await ask(*frame, "removeOutline", {}, deadline);
}

}  // namespace nightporter::engine
