#include <boost/system/system_error.hpp>

#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/evidence/failure_outline.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

constexpr std::chrono::milliseconds kFramedWithin(400);

Selectors* selectors_of(Click& action) {
  return &action.on;
}
Selectors* selectors_of(DoubleClick& action) {
  return &action.on;
}
Selectors* selectors_of(Fill& action) {
  return &action.into;
}
Selectors* selectors_of(Type& action) {
  return &action.into;
}
Selectors* selectors_of(Press& action) {
  return &action.on;
}
Selectors* selectors_of(Check& action) {
  return &action.on;
}
Selectors* selectors_of(Uncheck& action) {
  return &action.on;
}
Selectors* selectors_of(SelectOption& action) {
  return &action.in;
}
Selectors* selectors_of(Hover& action) {
  return &action.on;
}
Selectors* selectors_of(Upload& action) {
  return &action.into;
}
Selectors* selectors_of(Otp& action) {
  return &action.into;
}
Selectors* selectors_of(Screenshot& action) {
  return &action.of;
}
Selectors* selectors_of(IfVisible& action) {
  return &action.element;
}
Selectors* selectors_of(WaitFor& action) {
  if (auto* visible = std::get_if<Visible>(&action.condition)) return &visible->element;
  if (auto* gone = std::get_if<Gone>(&action.condition)) return &gone->element;
  return nullptr;
}
template <class Other>
Selectors* selectors_of(Other&) {
  return nullptr;
}

/// Those of the element that the step is about; null when it is about none.
Selectors* selectors_of(Step& step) {
  Selectors* found = std::visit([](auto& action) { return selectors_of(action); }, step.action);
  return found == nullptr || found->empty() ? nullptr : found;
}

std::string what_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error&) {
    throw;  // cancelled
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

awaitable<bool> StepRunner::frame_element(const Step& step, const Selectors* selectors) {
  if (selectors == nullptr) co_return false;
  const Deadline deadline = overall_.earlier_of(kFramedWithin);
  bool is_there = false;
  try {
    const engine::Locator element = find(step, *selectors);
    is_there = co_await element.count(deadline) == 1 && co_await engine::outline(element, deadline);
  } catch (const Error&) {
  } catch (const VariableMissing&) {
  } catch (const engine::Error&) {
  } catch (const cdp::Error&) {
    // What cannot be shown is not framed; the step itself will say why.
  }
  co_return is_there;
}

awaitable<void> StepRunner::run_guided(const Step& written, Deadline deadline) {
  Step step = written;
  std::exception_ptr failure;
  for (;;) {
    Selectors* selectors = selectors_of(step);
    const bool is_visible = co_await frame_element(step, selectors);
    StepMoment moment{.section = task_.section,
                      .number = step.number,
                      .words = step.words(),
                      .file = task_.recipe.file,
                      .line = step.place.line,
                      .selector = selectors == nullptr ? "" : selectors->front().source(),
                      .is_visible = is_visible,
                      .error = failure ? what_of(failure) : ""};
    const StepOrder order = co_await task_.settings.guide(std::move(moment));
    co_await engine::remove_outline(page_, overall_.earlier_of(kFramedWithin));
    if (order.kind == StepOrder::Kind::kSkip) co_return report(step, StepReport::Result::kPassedOver, std::chrono::steady_clock::now());
    if (order.kind == StepOrder::Kind::kFail && failure) std::rethrow_exception(failure);
    if (!order.selector.empty() && selectors != nullptr) *selectors = {TextTemplate::literal(order.selector)};
    failure = nullptr;
    try {
      co_await run_traced(step, deadline);
    } catch (...) {
      failure = std::current_exception();
    }
    if (!failure) co_return;
    what_of(failure);  // a cancelled run asks nobody
  }
}

}  // namespace nightporter::sites
