#include <boost/system/system_error.hpp>

#include "cdp/error.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "sites/run/step_runner.h"

namespace nightporter::sites {
namespace {

/// How long a page that has failed us already may take to say what it is.
constexpr std::chrono::seconds kLastLook(5);

/// "no element matches; closest: role=button[name="Show"]" → the two halves.
std::pair<std::string, std::string> split_closest(const std::string& state) {
  static const std::string kMark = "; closest: ";
  const std::size_t mark = state.find(kMark);
  if (mark == std::string::npos) return {state, {}};
  return {state.substr(0, mark), state.substr(mark + kMark.size())};
}

bool is_certificate_or_address(const std::string& reason) {
  for (const char* word : {"ERR_CERT", "ERR_SSL", "ERR_INVALID_URL", "ERR_UNKNOWN_URL_SCHEME", "ERR_BLOCKED"})
    if (reason.find(word) != std::string::npos) return true;
  return false;
}

}  // namespace

StepPlace StepRunner::place_of(const Step& step) const {
  StepPlace place;
  place.file = task_.recipe.file;
  place.line = step.place.line;
  place.section = task_.section;
  place.number = step.number;
  place.words = step.words();
  place.note = step.note;
  place.page_url = page_.url();
  return place;
}

awaitable<std::optional<StepRunner::SessionEnd>> StepRunner::session_end(Deadline deadline) {
  if (task_.kind != StepTask::Kind::kReport) co_return std::nullopt;
  const SessionProbe& probe = task_.recipe.session.probe;
  const Place page(page_);
  if (co_await page.shows(probe.signed_in, variables_, deadline)) co_return std::nullopt;
  if (co_await page.shows(probe.signed_out, variables_, deadline))
    co_return SessionEnd{"the session has ended: the site shows its sign-in page", {}};
  for (const auto& [outcome, selectors] : probe.outcomes)
    if (co_await page.shows(selectors, variables_, deadline))
      co_return SessionEnd{"the session has ended: the site shows " + to_string(outcome), outcome};
  co_return std::nullopt;
}

awaitable<void> StepRunner::explain(const Step& step, std::exception_ptr error, Deadline deadline) {
  StepPlace place = place_of(step);
  std::string reason;
  bool ask_page = true;
  std::optional<Trouble> trouble;
  std::string refused_origin;
  try {
    std::rethrow_exception(error);
  } catch (const Error&) {
    throw;  // judged already
  } catch (const boost::system::system_error&) {
    throw;  // cancelled
  } catch (const VariableMissing& missing) {
    throw ConfigurationLacking(task_.recipe.file + ":" + std::to_string(step.place.line) + ": " + missing.what());
  } catch (const TemplateError& wrong) {
    throw ConfigurationLacking(task_.recipe.file + ":" + std::to_string(step.place.line) + ": " + wrong.what() + "; " + wrong.hint);
  } catch (const engine::OriginRefused& failure) {
    refused_origin = failure.origin();
  } catch (const engine::ElementError& failure) {
    std::tie(reason, place.closest) = split_closest(failure.last_state());
  } catch (const engine::NavigationFailed& failure) {
    reason = failure.url() + " cannot be reached: " + failure.reason();
    if (!is_certificate_or_address(failure.reason())) trouble = Trouble::kNetwork;
    ask_page = false;
  } catch (const engine::FetchFailed& failure) {
    using Kind = engine::FetchFailed::Kind;
    if (failure.kind() == Kind::kCutShort)
      throw DownloadFailed(std::move(place), "the answer was cut short: " + failure.reason(), "network dropped", Trouble::kDownload);
    if (failure.kind() == Kind::kTooLarge) throw DownloadFailed(std::move(place), failure.reason(), "too large", std::nullopt);
    reason = failure.url() + " gave no answer: " + failure.reason();
    if (failure.kind() != Kind::kRefused) trouble = Trouble::kNetwork;
  } catch (const engine::DownloadStarting&) {
    reason = "the address is a download; put the goto inside expect_download: { by: { goto: … } }";
  } catch (const engine::JavaScriptError& failure) {
    reason = failure.what();
  } catch (const engine::ExecutionContextGone& failure) {
    reason = failure.what();
    trouble = Trouble::kBrowser;
  } catch (const engine::Error& failure) {  // page crashed or closed, frame gone
    reason = failure.what();
    trouble = Trouble::kBrowser;
    ask_page = false;
  } catch (const cdp::DeadlineExceeded& failure) {
    if (overall_.has_passed()) throw;
    reason = "time is up: " + failure.waited_for();
  } catch (const cdp::Error& failure) {
    reason = failure.what();
    trouble = Trouble::kBrowser;
    ask_page = false;
  }
  if (ask_page && !deadline.has_passed()) {
    const Deadline last_look = deadline.earlier_of(kLastLook);
    std::optional<SessionEnd> end;
    try {
      place.page_title = co_await page_.title(last_look);
      end = co_await session_end(last_look);
      if (!end && !trouble && refused_origin.empty())
        if (const auto answer = co_await server_trouble(page_, last_look)) {
          reason = *answer + "; " + reason;
          trouble = Trouble::kServer;
        }
    } catch (const engine::Error&) {
      // A page that cannot say what it is leaves us with the first error.
    } catch (const cdp::Error&) {
    }
    if (end && refused_origin.empty()) throw LoginNeeded(std::move(place), end->reason, end->page);
  }
  if (!refused_origin.empty()) {
    throw SecretRefused(std::move(place),
                        "the page belongs to " + refused_origin + ", which is none of the recipe's origins; nothing was given to it");
  }
  if (overall_.has_passed()) throw cdp::DeadlineExceeded("step " + step.number + " (" + step.words() + "): " + reason);
  if (trouble) throw TransientFailure(std::move(place), std::move(reason), *trouble);
  throw SiteChanged(std::move(place), std::move(reason));
}

}  // namespace nightporter::sites
