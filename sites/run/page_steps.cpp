#include "cdp/error.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/dialogs.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/element/keyboard.h"
#include "engine/error.h"
#include "sites/run/conditions.h"
#include "sites/run/json_text.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
/// A page that the probe has just opened is as good as the same one opened again.
bool StepRunner::is_open(const GoTo& action, const std::string& url) const {
  return task_.opened_url == url && page_.url() == url && action.until != LoadState::kNetworkIdle;
}

awaitable<void> StepRunner::do_step(const Step& step, const GoTo& action, Deadline deadline) {
  const std::string url = url_of(action.url);
  const bool open = is_open(action, url);
  task_.opened_url.clear();
  if (open) co_return;
  std::optional<engine::Response> response;
  try {
    response = co_await page_.go_to(url, wait_until_of(action.until), deadline);
  } catch (const engine::DownloadStarting&) {
    if (!expecting_download_) throw;
  } catch (const engine::NavigationFailed& failure) {
    // So it ends when the answer is captured; what came of it is the download's to say.
    if (!expecting_download_ || failure.reason() != "net::ERR_ABORTED") throw;
  }
  const int status = response ? response->status : 0;
  if (status >= 500 || status == 429)
    throw TransientFailure(place_of(step), "the server answers " + std::to_string(status), Trouble::kServer);
  if (task_.kind == StepTask::Kind::kReport) {
    if (status == 401) throw LoginNeeded(place_of(step), "the server answers 401: the session has ended");
    if (response && response->url != url) {
      // Sent elsewhere: to the sign-in page, perhaps. Better to know now than after the next step's time is up.
      if (const auto end = co_await session_end(deadline)) throw LoginNeeded(place_of(step), end->reason, end->page);
    }
  }
  if (status == 404 || status == 410) throw SiteChanged(place_of(step), "the server answers " + std::to_string(status));
}

awaitable<void> StepRunner::do_step(const Step& step, const WaitFor& action, Deadline deadline) {
  const Place place = looked_in_.narrowed(step, variables_);
  std::exception_ptr failed;
  try {
    if (const auto* response = std::get_if<ResponseArrives>(&action.condition)) {
      engine::ResponseWait arrives = page_.expect_response(engine::UrlPattern::parse(url_of(response->pattern)));
      co_await run_all(action.by, deadline);
      co_await arrives.wait(deadline);
    } else {
      co_await run_all(action.by, deadline);
      co_await wait_until(place, action.condition, variables_, task_.settings.overrides, deadline);
    }
  } catch (const cdp::DeadlineExceeded&) {
    if (overall_.has_passed()) throw;
    failed = std::current_exception();
  }
  if (!failed) co_return;
  const Deadline last_look = overall_.earlier_of(std::chrono::seconds(5));
  StepPlace where = place_of(step);
  const std::string seen = co_await seen_instead(place, action.condition, variables_, last_look);
  if (const auto end = co_await session_end(last_look)) throw LoginNeeded(std::move(where), end->reason, end->page);
  where.page_title = co_await page_.title(last_look);
  if (const auto answer = co_await server_trouble(page_, last_look))
    throw TransientFailure(std::move(where), *answer + "; waited in vain: " + seen, Trouble::kServer);
  throw SiteChanged(std::move(where), "waited in vain: " + seen);
}

awaitable<void> StepRunner::do_step(const Step& step, const Screenshot& action, Deadline deadline) {
  if (!task_.settings.on_screenshot) co_return;
  std::string png;
  if (action.of.empty()) {
    engine::ScreenshotOptions options;
    if (action.full_page) options.extent = engine::ScreenshotOptions::Extent::kFullPage;
    png = co_await page_.screenshot(options, deadline);
  } else {
    const engine::Locator element = find(step, action.of);
    png = co_await element.screenshot(deadline);
  }
  task_.settings.on_screenshot(action.name, std::move(png));
}

awaitable<void> StepRunner::do_step(const Step& step, const Evaluate& action, Deadline deadline) {
  std::vector<TextTemplate::Reference> references;
  for (const auto& text : action.with)
    for (auto& reference : text.second.references()) references.push_back(std::move(reference));
  const Variables variables = co_await with_page_values(std::move(references), deadline);
  std::string arguments = "{";
  bool has_secret = false;
  for (const auto& [name, text] : action.with) {
    const RenderedText value = text.render(variables);
    has_secret = has_secret || value.has_secret();
    arguments += (arguments.size() > 1 ? "," : "") + quote_json(name) + ":" + quote_json(value.reveal());
  }
  engine::Frame* frame = co_await frame_of(step, deadline);
  std::vector<std::string> json_arguments;
  json_arguments.push_back(arguments + "}");
  // The step before may have asked for another page; the script is meant for that one.
  if (!co_await frame->settle_navigation(deadline)) throw cdp::DeadlineExceeded("the page that the step before has asked for");
  std::string result;
  if (has_secret)
    result = co_await frame->evaluate_at(allowed_origins_, action.script, std::move(json_arguments), deadline);
  else
    result = co_await frame->evaluate(action.script, std::move(json_arguments), deadline);
  if (!action.remember.empty()) variables_.set(action.remember, text_of_json(result));
}

awaitable<void> StepRunner::do_step(const Step&, const AnswerDialog& action, Deadline) {
  const bool accept = action.answer == AnswerDialog::Answer::kAccept;
  page_.dialogs().answer_next(accept ? engine::DialogAnswer::kAccept : engine::DialogAnswer::kDismiss,
                              action.text ? action.text->render(variables_).reveal() : "");
  co_return;
}

awaitable<bool> StepRunner::otp_field_appears(const Step& step, const Otp& action, Deadline deadline) {
  const SessionProbe& probe = task_.recipe.session.probe;
  const Place place = looked_in_.narrowed(step, variables_);
  const Place page(page_);
  for (int round = 0;; ++round) {
    if (co_await place.shows(action.into, variables_, deadline)) co_return true;
    if (step.optional) {
      // Whatever else a login can end on says that no code will be asked for.
      if (co_await page.shows(probe.signed_in, variables_, deadline)) co_return false;
      for (const auto& [outcome, selectors] : probe.outcomes)
        if (outcome != LoginPage::kOtpNeeded && co_await page.shows(selectors, variables_, deadline)) co_return false;
    }
    if (deadline.remaining() < std::chrono::milliseconds(200)) co_return false;
    co_await pause_before_asking_again(round, deadline);
  }
}

awaitable<void> StepRunner::fill_boxes(const Step& step, engine::Locator boxes, model::Secret code, Deadline deadline) {
  const std::string& digits = code.reveal();
  const std::size_t count = co_await boxes.count(deadline);
  if (count != digits.size())
    throw SiteChanged(place_of(step), "the one-time password has " + std::to_string(digits.size()) + " characters, and there are " +
                                          std::to_string(count) + " boxes for it");
  for (std::size_t i = 0; i < count; ++i) {
    // Many pages move on to the next box by themselves; each is named all the same, since some do so late, or twice.
    const engine::Locator box = boxes.nth(static_cast<int>(i));
    co_await box.fill("", deadline);
    co_await box.type(std::string(1, digits[i]), deadline);
  }
}

awaitable<void> StepRunner::do_step(const Step& step, const Otp& action, Deadline deadline) {
  if (!co_await otp_field_appears(step, action, deadline)) {
    if (step.optional) co_return;
    throw SiteChanged(place_of(step), "no field for a one-time password appeared");
  }
  const bool is_split = action.fields == Otp::Fields::kOnePerDigit;
  const engine::Locator all = find(step, action.into).only_at(allowed_origins_);
  const engine::Locator field = is_split ? all.first() : all;
  co_await field.wait_for(engine::ElementState::kAttached, deadline);  // nobody is asked for a code that could not be entered
  std::optional<model::Secret> code;
  if (task_.settings.otp) {
    const std::string title = co_await page_.title(deadline);
    const OtpRequest request{task_.recipe.site.value(), task_.settings.store_label, title, began_};
    // A person, or the next window of a TOTP, takes the time of the whole login.
    std::string failure;
    try {
      code = co_await task_.settings.otp(request, overall_);
    } catch (const OtpFailed& failed) {
      failure = failed.what();
    }
    if (!failure.empty()) throw LoginNeeded(place_of(step), "a one-time password is asked for: " + failure, LoginPage::kOtpNeeded);
  }
  if (!code) throw LoginNeeded(place_of(step), "a one-time password is asked for, and there is none to be had", LoginPage::kOtpNeeded);
  page_.context().hide(code->reveal(), allowed_origins_);
  const Deadline entering = overall_.earlier_of(task_.settings.step_timeout);
  if (is_split) {
    co_await fill_boxes(step, all, *code, entering);
  } else {
    co_await field.fill("", entering);
    matched(action.into, co_await field.type(code->reveal(), entering));
  }
  entered_code_ = true;
  if (action.submit.empty()) co_return co_await page_.keyboard().press("Enter", entering);
  const engine::Locator submit = find(step, action.submit);
  co_await submit.click(engine::ClickOptions(), entering);
}

}  // namespace nightporter::sites
