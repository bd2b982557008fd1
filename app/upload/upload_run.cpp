#include "app/upload/upload_run.h"

#include <fmt/format.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "app/error_report.h"
#include "stages/run/held_lease.h"

namespace nightporter::app {

using namespace std::chrono_literals;
using stages::TaskResult;

namespace {

constexpr auto kUploadWithin = 20min;
constexpr std::size_t kShownKeys = 3;
// No store has it: a code has no parentheses.
constexpr const char* kLeaseOfUploads = "(upload)";

TaskResult result_of(ExitCode exit_code) {
  switch (exit_code) {
    case ExitCode::kTryAgainLater:
      return TaskResult::kTryAgainLater;
    case ExitCode::kConfiguration:
      return TaskResult::kConfigurationLacking;
    default:
      return TaskResult::kFailed;
  }
}

/// One after the other, with what they share.
class UploadRun {
 public:
  explicit UploadRun(const UploadSurroundings& surroundings)
      : surroundings_(surroundings), destinations_(surroundings.configuration, surroundings.environment) {}

  awaitable<UploadEnd> upload(const UploadTarget& target, stages::UploadScope scope) {
    UploadEnd end{.source = target.source(),
                  .destination = target.label(),
                  .site = target.site,
                  .stores = target.stores,
                  .report = target.report,
                  .message = target.problem,
                  .hint = target.hint};
    const auto started = std::chrono::steady_clock::now();
    if (!target.problem.empty()) {
      end.result = TaskResult::kConfigurationLacking;
    } else if (const auto failure = co_await failure_of(do_upload(target, scope, end))) {
      end.result = result_of(failure->exit_code);
      end.message = failure->message;
      end.hint = failure->hint;
    }
    end.duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started);
    write_log(end);
    co_return end;
  }

 private:
  awaitable<void> do_upload(const UploadTarget& target, stages::UploadScope scope, UploadEnd& end) {
    const auto destination = destinations_.open(target);
    stages::UploadOutcome outcome;
    const auto work = [&]() -> awaitable<void> {
      outcome = co_await stages::upload_facts(surroundings_.database, *destination, target.request, scope, surroundings_.run,
                                              Deadline::after(kUploadWithin));
    };
    const auto warn = [this](const std::string& text) { surroundings_.log.warn("upload", "warning", text); };
    co_await stages::under_lease(surroundings_.database,
                                 {.site = model::SiteCode(kLeaseOfUploads),
                                  .store = model::StoreCode(target.request.destination),
                                  .run = surroundings_.run,
                                  .warn = warn},
                                 work);
    end.new_rows = outcome.plan.new_rows.size();
    end.updated = outcome.plan.updates.size();
    end.unchanged = outcome.plan.unchanged.size();
    end.result = outcome.plan.nothing_to_do() ? TaskResult::kUnchanged : TaskResult::kLoaded;
    end.message = describe_repeated_keys(outcome.plan);
  }

  void write_log(const UploadEnd& end) const {
    const bool good = stages::is_good(end.result);
    const std::string who = end.site.value() + "/" + (end.stores.empty() ? "" : end.stores.front());
    surroundings_.log.write(!good                 ? LogLevel::kError
                            : end.message.empty() ? LogLevel::kInfo
                                                  : LogLevel::kWarning,
                            who, good ? "uploaded" : "upload_failed", end.line());
  }

  UploadSurroundings surroundings_;
  Destinations destinations_;
};

}  // namespace

std::string UploadEnd::line() const {
  std::string text = source + " → " + destination + "  ";
  if (!stages::is_good(result)) {
    text += "✗ " + (message.empty() ? "not done" : message);
  } else if (result == TaskResult::kUnchanged) {
    text += "✓ unchanged";
  } else {
    text += "✓";
    if (new_rows > 0) text += fmt::format(" {} new", new_rows);
    if (updated > 0) text += fmt::format(" {} updated", updated);
  }
  if (stages::is_good(result) && !message.empty()) text += "; " + message;
  return hint.empty() ? text : text + "\n    next    " + hint;
}

std::string describe_repeated_keys(const stages::UploadPlan& plan) {
  std::string text;
  for (std::size_t index = 0; index < plan.repeated_keys.size() && index < kShownKeys; ++index) {
    const auto& repeated = plan.repeated_keys[index];
    text += (text.empty() ? "" : "; ") + repeated.key + " stands there several times, in rows ";
    for (std::size_t at = 0; at < repeated.positions.size(); ++at) text += (at == 0 ? "" : ", ") + std::to_string(repeated.positions[at]);
  }
  if (plan.repeated_keys.size() > kShownKeys) text += fmt::format("; and {} more keys", plan.repeated_keys.size() - kShownKeys);
  return text;
}

awaitable<std::vector<UploadEnd>> upload_all(UploadSurroundings surroundings, std::vector<UploadTarget> targets,
                                             stages::UploadScope scope) {
  UploadRun run(surroundings);
  std::vector<UploadEnd> ends;
  for (const UploadTarget& target : targets) ends.push_back(co_await run.upload(target, scope));
  co_return ends;
}

}  // namespace nightporter::app
