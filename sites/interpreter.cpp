#include "sites/interpreter.h"

#include <system_error>
#include <utility>

#include "cdp/error.h"
#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "sites/run/step_runner.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::sites {
namespace {

/// A page that still asks for a one-time password this long after a step is not about to leave.
constexpr std::chrono::seconds kSettled(3);

void remove_files(const ReportFiles& files) {
  std::error_code ignored;
  for (const FetchedDownload& download : files.files) std::filesystem::remove(download.file, ignored);
}

}  // namespace

class Interpreter::Run {
 public:
  enum class Prefer { kSignedOut, kOutcomes };

  Run(engine::Page& page, const Recipe& recipe, InterpreterSettings settings)
      : page_(page), recipe_(recipe), settings_(std::move(settings)) {
    for (const std::string& name : settings_.variables.names())
      if (const auto* secret = std::get_if<model::Secret>(settings_.variables.find(name)))
        page.context().browser().redact(secret->reveal());
  }

  awaitable<SessionState> probe(Deadline deadline) {
    opened_url_.clear();
    Step open;
    open.action = GoTo{recipe_.session.probe.go_to};
    open.place = recipe_.session.probe.place;
    Steps steps;
    steps.push_back(std::move(open));
    StepRunner runner(page_, task("probe", StepTask::Kind::kSignIn), settings_.variables);
    co_await runner.run(steps, deadline);
    const Deadline patience = deadline.earlier_of(recipe_.session.probe.timeout);
    SessionState state = co_await look(Prefer::kSignedOut, deadline);
    for (int round = 0; state.kind == SessionState::Kind::kUnknownPage && patience.remaining() > std::chrono::milliseconds(200); ++round) {
      co_await pause_before_asking_again(round, deadline);
      state = co_await look(Prefer::kSignedOut, deadline);
    }
    if (state.kind == SessionState::Kind::kSignedIn || state.kind == SessionState::Kind::kSignedOut) opened_url_ = page_.url();
    co_return state;
  }

  awaitable<SessionState> look(Prefer prefer, Deadline deadline) {
    const SessionProbe& probe = recipe_.session.probe;
    const Place page(page_);
    SessionState state;
    state.url = page_.url();
    try {
      if (co_await page.shows(probe.signed_in, settings_.variables, deadline)) {
        state.kind = SessionState::Kind::kSignedIn;
        co_return state;
      }
      state.title = co_await page_.title(deadline);
      const bool signed_out = co_await page.shows(probe.signed_out, settings_.variables, deadline);
      if (!signed_out || prefer == Prefer::kOutcomes) state.page = co_await login_page(deadline);
      if (state.page)
        state.kind = SessionState::Kind::kOutcome;
      else if (signed_out)
        state.kind = SessionState::Kind::kSignedOut;
    } catch (const engine::ExecutionContextGone&) {
      // On its way to another page: unknown for the moment.
    }
    co_return state;
  }

  awaitable<SignInOutcome> sign_in(Deadline deadline) {
    StepTask what = task("sign_in", StepTask::Kind::kSignIn);
    what.opened_url = std::exchange(opened_url_, {});
    StepRunner runner(page_, std::move(what), settings_.variables);
    std::exception_ptr failed;
    try {
      co_await runner.run(recipe_.session.sign_in, deadline);
    } catch (const LoginNeeded& stopped) {
      co_return outcome(stopped.page() ? outcome_of(*stopped.page()) : SignInOutcome::Kind::kUnknownPage, stopped.place().page_url,
                        stopped.place().page_title, stopped.reason());
    } catch (const SiteChanged&) {
      failed = std::current_exception();
    }
    if (failed) {
      // A step that finds nothing may have met one of the known pages.
      const SessionState state = co_await look(Prefer::kOutcomes, deadline);
      if (state.kind != SessionState::Kind::kSignedIn && state.kind != SessionState::Kind::kOutcome) std::rethrow_exception(failed);
      co_return outcome_of_state(state, runner.entered_code());
    }
    co_return co_await settle(runner.entered_code(), deadline);
  }

  awaitable<void> sign_out(Deadline deadline) {
    opened_url_.clear();
    StepRunner runner(page_, task("sign_out", StepTask::Kind::kSignOut), settings_.variables);
    co_await runner.run(recipe_.session.sign_out, deadline);
    // Whatever comes next must not overtake the last step's request.
    const Deadline patience = deadline.earlier_of(kSettled);
    for (int round = 0; !recipe_.session.sign_out.empty() && patience.remaining() > std::chrono::milliseconds(200); ++round) {
      const SessionState state = co_await look(Prefer::kSignedOut, deadline);
      if (state.kind == SessionState::Kind::kSignedOut || state.kind == SessionState::Kind::kOutcome) co_return;
      co_await pause_before_asking_again(round, deadline);
    }
  }

  awaitable<ReportFiles> run_report(model::ReportName name, model::Period period, Deadline deadline) {
    const Report& report = find(name);
    if (!report.period.at_most.allows(period))
      throw ConfigurationLacking(name.value() + " gives at most the days " + report.period.at_most.longest_from(period.from).to_string() +
                                 " in one file; " + period.to_string() + " was asked for");
    StepTask what = task(name.value(), StepTask::Kind::kReport);
    what.period = period;
    what.empty_marker = report.checks.empty_when_page_shows;
    what.opened_url = std::exchange(opened_url_, {});
    StepRunner runner(page_, std::move(what), settings_.variables.with_period(period));
    std::exception_ptr failed;
    try {
      co_await runner.run(report.steps, deadline);
      if (runner.files().files.empty()) co_await confirm_empty(report, runner, deadline);
    } catch (...) {
      failed = std::current_exception();
    }
    if (!failed) co_return std::move(runner.files());
    remove_files(runner.files());
    std::rethrow_exception(failed);
  }

 private:
  StepTask task(std::string section, StepTask::Kind kind) const { return {recipe_, settings_, std::move(section), kind, {}, {}, {}}; }

  const Report& find(const model::ReportName& name) const {
    if (const Report* report = recipe_.find_report(name)) return *report;
    std::vector<std::string> names;
    for (const Report& report : recipe_.reports) names.push_back(report.name.value());
    throw ConfigurationLacking(recipe_.file + " has no report \"" + name.value() + "\"; " + yaml::did_you_mean(name.value(), names));
  }

  awaitable<std::optional<LoginPage>> login_page(Deadline deadline) {
    const Place page(page_);
    // The page that refuses a code mostly asks for one, too: the refusal counts.
    std::optional<LoginPage> found;
    for (const auto& [outcome, selectors] : recipe_.session.probe.outcomes) {
      if (found && outcome == LoginPage::kOtpNeeded) continue;
      if (found && found != LoginPage::kOtpNeeded) break;
      if (co_await page.shows(selectors, settings_.variables, deadline)) found = outcome;
    }
    co_return found;
  }

  /// After the last step the site may need a while to say how it went.
  awaitable<SignInOutcome> settle(bool entered_code, Deadline deadline) {
    const Deadline patience = deadline.earlier_of(recipe_.session.probe.timeout);
    const Deadline settled = deadline.earlier_of(kSettled);
    for (int round = 0; patience.remaining() > std::chrono::milliseconds(200); ++round) {
      const SessionState state = co_await look(Prefer::kOutcomes, deadline);
      const bool may_be_leaving = state.page == LoginPage::kOtpNeeded && !settled.has_passed();
      if (state.signed_in() || (state.page && !may_be_leaving)) co_return outcome_of_state(state, entered_code);
      if (state.kind == SessionState::Kind::kUnknownPage)
        if (const auto trouble = co_await server_trouble(page_, deadline))
          throw TransientFailure(place_of_sign_in(), *trouble, Trouble::kServer);
      co_await pause_before_asking_again(round, deadline);
    }
    const SessionState state = co_await probe(deadline);
    co_return outcome_of_state(state, entered_code);
  }

  StepPlace place_of_sign_in() const {
    StepPlace place;
    place.file = recipe_.file;
    place.line = recipe_.session.sign_in.empty() ? recipe_.session.probe.place.line : recipe_.session.sign_in.back().place.line;
    place.section = "sign_in";
    place.page_url = page_.url();
    return place;
  }

  static SignInOutcome outcome_of_state(const SessionState& state, bool entered_code) {
    if (state.signed_in()) return outcome(SignInOutcome::Kind::kSignedIn, state.url, state.title, "signed in");
    if (state.kind == SessionState::Kind::kSignedOut)
      return outcome(SignInOutcome::Kind::kUnknownPage, state.url, state.title,
                     "the site shows its sign-in page again, without saying why");
    SignInOutcome::Kind kind = state.page ? outcome_of(*state.page) : SignInOutcome::Kind::kUnknownPage;
    if (kind == SignInOutcome::Kind::kOtpNeeded && entered_code) kind = SignInOutcome::Kind::kOtpRefused;
    return outcome(kind, state.url, state.title, to_string(kind));
  }

  static SignInOutcome outcome(SignInOutcome::Kind kind, std::string url, std::string title, std::string detail) {
    return {kind, std::move(url), std::move(title), std::move(detail)};
  }

  awaitable<void> confirm_empty(const Report& report, StepRunner& runner, Deadline deadline) {
    const Place page(page_);
    if (!runner.files().page_showed_empty_marker && !report.checks.empty_when_page_shows.empty())
      runner.files().page_showed_empty_marker = co_await page.shows(report.checks.empty_when_page_shows, runner.variables(), deadline);
    if (runner.files().page_showed_empty_marker) co_return;
    StepPlace place;
    place.file = recipe_.file;
    place.line = report.place.line;
    place.section = report.name.value();
    place.page_url = page_.url();
    throw DownloadFailed(std::move(place), "the steps fetched no file, and the page does not say that there is nothing", "no file",
                         std::nullopt);
  }

  engine::Page& page_;
  const Recipe& recipe_;
  InterpreterSettings settings_;
  std::string opened_url_;  // by the probe, until something else is done with the page
};

Interpreter::Interpreter(engine::Page& page, const Recipe& recipe, InterpreterSettings settings)
    : run_(std::make_unique<Run>(page, recipe, std::move(settings))) {}
Interpreter::~Interpreter() = default;

awaitable<SessionState> Interpreter::probe_session(Deadline deadline) {
  return run_->probe(deadline);
}
awaitable<SessionState> Interpreter::look_at_page(Deadline deadline) {
  return run_->look(Run::Prefer::kOutcomes, deadline);
}
awaitable<SignInOutcome> Interpreter::sign_in(Deadline deadline) {
  return run_->sign_in(deadline);
}
awaitable<void> Interpreter::sign_out(Deadline deadline) {
  return run_->sign_out(deadline);
}
awaitable<ReportFiles> Interpreter::run_report(model::ReportName report, model::Period period, Deadline deadline) {
  return run_->run_report(std::move(report), period, deadline);
}

}  // namespace nightporter::sites
