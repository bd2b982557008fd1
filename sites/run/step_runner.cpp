#include "sites/run/step_runner.h"

#include <boost/system/system_error.hpp>

#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "engine/trace/trace_recorder.h"

namespace nightporter::sites {
namespace {

/// An optional step that names no timeout does not hold up a whole night.
constexpr Milliseconds kPatienceForOptional(3'000);
constexpr std::chrono::seconds kTracedWithin(5);
constexpr std::chrono::hours kGuidedWithin(1);

bool is_cancelled(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const boost::system::system_error&) {
    return true;
  } catch (...) {
    return false;
  }
}

bool may_be_passed_over(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const SiteChanged&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

StepRunner::StepRunner(engine::Page& page, StepTask task, Variables variables)
    : page_(page), task_(std::move(task)), variables_(std::move(variables)), looked_in_(page), period_(task_.period) {
  allowed_origins_ = allowed_origins(task_.recipe, variables_, task_.settings.overrides);
}

awaitable<void> StepRunner::run(const Steps& steps, Deadline deadline) {
  overall_ = deadline;
  // A person who is asked before each step may have done something to the page, or leave the first step out.
  if (task_.settings.guide || steps.empty() || !std::holds_alternative<GoTo>(steps.front().action)) task_.opened_url.clear();
  co_await run_all(steps, deadline);
}

awaitable<void> StepRunner::run_all(const Steps& steps, Deadline deadline) {
  for (const Step& step : steps) co_await run_step(step, deadline);
}

Deadline StepRunner::narrowed(const Step& step, Deadline deadline) const {
  // A person is asked before each of the steps inside.
  if (task_.settings.guide && step.has_steps()) return deadline.earlier_of(kGuidedWithin);
  if (step.timeout) return deadline.earlier_of(*step.timeout);
  if (const auto* download = std::get_if<ExpectDownload>(&step.action))
    return deadline.earlier_of(task_.settings.step_timeout + download->begins_within + download->total);
  const bool has_steps = std::holds_alternative<IfVisible>(step.action) || std::holds_alternative<RepeatUntil>(step.action) ||
                         std::holds_alternative<ForEach>(step.action);
  if (has_steps) return deadline;
  if (std::holds_alternative<Fetch>(step.action)) return deadline.earlier_of(task_.settings.step_timeout * 4);
  if (step.optional && !std::holds_alternative<Otp>(step.action)) return deadline.earlier_of(kPatienceForOptional);
  return deadline.earlier_of(task_.settings.step_timeout);
}

awaitable<void> StepRunner::run_step(const Step& step, Deadline deadline) {
  return task_.settings.guide ? run_guided(step, deadline) : run_traced(step, deadline);
}

awaitable<void> StepRunner::run_traced(const Step& step, Deadline deadline) {
  if (task_.settings.trace == nullptr) co_return co_await carry_out(step, deadline);
  const std::string around = traced_as_;
  const std::string call = co_await begin_in_trace(step, deadline);
  traced_as_ = call;
  std::exception_ptr failure;
  try {
    co_await carry_out(step, deadline);
  } catch (...) {
    failure = std::current_exception();
  }
  traced_as_ = around;
  if (!failure || !is_cancelled(failure)) co_await end_in_trace(call, failure);
  if (failure) std::rethrow_exception(failure);
}

awaitable<std::string> StepRunner::begin_in_trace(const Step& step, Deadline deadline) {
  engine::TraceAction action{
      .title = step.words(), .method = step.word(), .parent = traced_as_, .file = task_.recipe.file, .line = step.place.line};
  if (!step.number.empty()) action.title = task_.section + " " + step.number + "  " + action.title;
  co_return co_await task_.settings.trace->begin(page_, std::move(action), deadline);
}

awaitable<void> StepRunner::end_in_trace(std::string call, std::exception_ptr failure) {
  std::string error;
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const std::exception& thrown) {
    error = thrown.what();
  }
  if (!drifted_to_.empty()) task_.settings.trace->log(call, "only this selector matched: " + drifted_to_);
  co_await task_.settings.trace->end(page_, std::move(call), std::move(error), overall_.earlier_of(kTracedWithin));
}

awaitable<void> StepRunner::carry_out(const Step& step, Deadline deadline) {
  const auto began = std::chrono::steady_clock::now();
  drifted_to_.clear();
  alternative_ = 0;
  std::exception_ptr error;
  try {
    co_await act(step, narrowed(step, deadline));
  } catch (...) {
    error = std::current_exception();
  }
  if (!error) co_return report(step, StepReport::Result::kDone, began);
  std::exception_ptr judged;
  try {
    co_await explain(step, error, overall_);
  } catch (...) {
    judged = std::current_exception();
  }
  if (step.optional && may_be_passed_over(judged)) co_return report(step, StepReport::Result::kPassedOver, began);
  report(step, StepReport::Result::kFailed, began);
  std::rethrow_exception(judged);
}

awaitable<void> StepRunner::act(const Step& step, Deadline deadline) {
  co_await std::visit([&](const auto& action) { return do_step(step, action, deadline); }, step.action);
}

void StepRunner::report(const Step& step, StepReport::Result result, std::chrono::steady_clock::time_point began) {
  if (!task_.settings.on_step) return;
  const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  task_.settings.on_step({task_.section, step.number, step.words(), step.place.line, result, duration, drifted_to_, alternative_});
}

std::string StepRunner::url_of(const TextTemplate& url) const {
  return task_.settings.overrides.apply(url.render(variables_).reveal());
}

}  // namespace nightporter::sites
