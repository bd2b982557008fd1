#include "app/run/run_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/terminal/plain_text.h"
#include "app/terminal/text_table.h"

namespace nightporter::app {

using Kind = stages::StoreEvent::Kind;

namespace {

constexpr std::size_t kBarWidth = 20;
constexpr std::size_t kDoingWidth = 60;

std::string task_text(const stages::StoreTask& task) {
  return task.report.value() + " " + task.period.to_string();
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return shown >= width ? text : text + std::string(width - shown, ' ');
}

/// The shortest form of a period: "2025-11-10..12".
std::string short_period(const model::Period& period) {
  const std::string to = period.to.to_iso();
  const bool same_month = period.from.year() == period.to.year() && period.from.month() == period.to.month();
  if (period == model::Period()) return "";  // of a store that could not even be begun
  if (period.from == period.to) return to;
  return period.from.to_iso() + ".." + (same_month ? to.substr(8) : to);
}

/// "probe goto", "steps 3 click": the probe's steps have no numbers.
std::string place_of(const sites::StepReport& step) {
  return step.number.empty() ? step.section : step.section + " " + step.number;
}

/// The whole store could not be signed in, and every task of it says so.
bool is_same_login_failure(const stages::TaskOutcome& a, const stages::TaskOutcome& b) {
  return a.result == stages::TaskResult::kLoginNeeded && b.result == a.result && a.message == b.message && a.hint == b.hint;
}

std::string seconds(std::chrono::milliseconds duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1000);
}

}  // namespace

std::string outcome_text(const stages::TaskOutcome& outcome) {
  using stages::TaskResult;
  if (!stages::is_good(outcome.result)) return "✗ " + (outcome.message.empty() ? "not done" : plain_line(outcome.message));
  if (outcome.result == TaskResult::kConfirmedEmpty) return "✓ nothing, and the site says so";
  const auto& counts = outcome.counts;
  std::string text = fmt::format("✓ {:>3} rows", counts.staged);
  if (outcome.result == TaskResult::kDiffers) text += ", not loaded:";
  if (counts.inserted > 0) text += fmt::format("  {} new", counts.inserted);
  if (counts.updated > 0) text += fmt::format("  {} updated", counts.updated);
  if (counts.changed_nothing()) text += "  unchanged";
  if (counts.duplicates > 0) text += fmt::format("  {} duplicate", counts.duplicates);
  return text;
}

std::string session_text(const stages::SessionTimes& session) {
  using WayIn = stages::SessionTimes::WayIn;
  const std::string way_in = session.way_in == WayIn::kSignedIn ? "signed in in " + seconds(session.sign_in)
                             : session.way_in == WayIn::kSaved  ? "session held"
                                                                : "not signed in";
  return fmt::format("{}, {} report{}, {} in all", way_in, session.reports, session.reports == 1 ? "" : "s", seconds(session.whole));
}

std::size_t RunDisplay::add_store(std::string label, std::size_t tasks) {
  stores_.push_back({.label = std::move(label), .tasks = tasks, .doing = "waits"});
  return stores_.size() - 1;
}

void RunDisplay::show(std::size_t store, const stages::StoreEvent& event) {
  StoreLine& line = stores_[store];
  switch (event.kind) {
    case Kind::kTaskStarted:
      line.doing = task_text(*event.task);
      break;
    case Kind::kTaskEnded:
      ++line.ended;
      line.doing = line.ended == line.tasks ? "done" : line.doing;
      break;
    case Kind::kSignedIn:
    case Kind::kRetry:
    case Kind::kSessionLost:
      line.doing = plain_line(event.text);
      break;
    case Kind::kStep:
      if (!event.step->drifted_to.empty()) note_drift(line, *event.step);
      break;
    case Kind::kDownloaded:
    case Kind::kSessionEnded:
    case Kind::kWarning:
      break;
  }
  write_log(line, event);
  if (style_ == Style::kProgressBars) redraw();
}

void RunDisplay::note_drift(StoreLine& store, const sites::StepReport& step) {
  static constexpr std::array<const char*, 3> kOrdinals{"second", "third", "fourth"};
  const std::string ordinal = step.alternative >= 1 && step.alternative <= kOrdinals.size() ? kOrdinals[step.alternative - 1]
                                                                                            : std::to_string(step.alternative + 1) + "th";
  const std::string word = step.words.substr(0, step.words.find(' '));
  const std::string text = fmt::format(
      "site drift: {} step {} `{}` worked only by its {} selector {} (recipe line {}); mend the first before this one breaks too",
      step.section, step.number, word, ordinal, step.drifted_to, step.line);
  if (std::ranges::find(store.drifts, text, &Drift::text) != store.drifts.end()) return;
  store.drifts.push_back({.section = step.section, .text = text});
  log_.warn(store.label, "drift", text);
}

std::size_t RunDisplay::drift_count() const {
  std::size_t count = 0;
  for (const StoreLine& store : stores_) count += store.drifts.size();
  return count;
}

void RunDisplay::write_log(const StoreLine& store, const stages::StoreEvent& event) {
  switch (event.kind) {
    case Kind::kSignedIn:
      log_.info(store.label, "signed_in", event.text);
      break;
    case Kind::kTaskStarted:
      log_.info(store.label, "started", task_text(*event.task));
      break;
    case Kind::kStep:
      log_.info(store.label, "step", fmt::format("{} {} {} ms", place_of(*event.step), event.step->words, event.step->duration.count()));
      break;
    case Kind::kRetry:
      log_.warn(store.label, "retry", event.text);
      break;
    case Kind::kSessionLost:
      log_.warn(store.label, "session_lost", event.text);
      break;
    case Kind::kSessionEnded:
      log_.info(store.label, "session_ended", session_text(*event.session));
      break;
    case Kind::kDownloaded:
      log_.info(store.label, "downloaded", event.text);
      break;
    case Kind::kTaskEnded: {
      const auto& outcome = *event.outcome;
      const std::string text = task_text(outcome.task) + ": " + outcome_text(outcome);
      if (stages::is_good(outcome.result))
        log_.info(store.label, std::string(to_string(outcome.result)), text);
      else
        log_.error(store.label, std::string(to_string(outcome.result)), text + (outcome.hint.empty() ? "" : " → " + outcome.hint));
      break;
    }
    case Kind::kWarning:
      log_.warn(store.label, "warning", event.text);
      break;
  }
}

void RunDisplay::erase() {
  if (drawn_lines_ > 0) out_ << fmt::format("\x1b[{}A\x1b[J", drawn_lines_);
  drawn_lines_ = 0;
}

void RunDisplay::redraw() {
  erase();
  std::size_t widest = 0;
  for (const StoreLine& store : stores_) widest = std::max(widest, display_width(store.label));
  for (const StoreLine& store : stores_) {
    const std::size_t filled = store.tasks == 0 ? kBarWidth : kBarWidth * store.ended / store.tasks;
    std::string bar;
    for (std::size_t i = 0; i < kBarWidth; ++i) bar += i < filled ? "█" : "░";
    out_ << fmt::format("  {}  {}  {}/{}  {}\n", padded(store.label, widest), bar, store.ended, store.tasks,
                        cut_to_width(store.doing, kDoingWidth));
  }
  drawn_lines_ = stores_.size();
  out_.flush();
}

void RunDisplay::print_outcome(const std::string& store, const stages::TaskOutcome& outcome, std::size_t more_like_it,
                               const ColumnWidths& widths) {
  out_ << "  " << padded(store, widths.store) << "  " << padded(outcome.task.report.value(), widths.report) << "  "
       << padded(short_period(outcome.task.period), widths.period) << "  ";
  if (stages::is_good(outcome.result))
    out_ << padded(outcome_text(outcome), 34) << "  " << seconds(outcome.duration) << '\n';
  else
    out_ << outcome_text(outcome) << (outcome.duration.count() > 0 ? "  " + seconds(outcome.duration) : "") << '\n';
  if (more_like_it > 0) out_ << fmt::format("    also    {} more of this store\n", more_like_it);
  if (!outcome.details.empty()) out_ << plain_lines(outcome.details) << '\n';
  if (!outcome.evidence.picture.empty()) out_ << "    picture " << plain_line(outcome.evidence.picture.string()) << '\n';
  if (!outcome.evidence.trace.empty()) out_ << "    trace   " << plain_line(outcome.evidence.trace.string()) << '\n';
  if (!outcome.hint.empty()) out_ << "    next    " << plain_line(outcome.hint) << '\n';
}

void RunDisplay::finish(const std::vector<std::vector<stages::TaskOutcome>>& outcomes, const Ending& ending) {
  erase();
  std::size_t label_width = 0;
  std::size_t report_width = 0;
  std::size_t period_width = 0;
  std::size_t done = 0;
  std::size_t total = 0;
  for (std::size_t store = 0; store < outcomes.size(); ++store)
    for (const auto& outcome : outcomes[store]) {
      label_width = std::max(label_width, display_width(stores_[store].label));
      report_width = std::max(report_width, display_width(outcome.task.report.value()));
      period_width = std::max(period_width, display_width(short_period(outcome.task.period)));
      ++total;
      if (stages::is_good(outcome.result)) ++done;
    }
  for (std::size_t store = 0; store < outcomes.size(); ++store)
    for (auto outcome = outcomes[store].begin(); outcome != outcomes[store].end();) {
      const auto next = std::find_if(outcome + 1, outcomes[store].end(),
                                     [&](const stages::TaskOutcome& other) { return !is_same_login_failure(*outcome, other); });
      print_outcome(stores_[store].label, *outcome, static_cast<std::size_t>(next - outcome) - 1,
                    {label_width, report_width, period_width});
      outcome = next;
    }
  for (const StoreLine& store : stores_)
    for (const Drift& drift : store.drifts) out_ << "  " << store.label << "  ! " << plain_line(drift.text) << '\n';
  for (const std::string& line : ending.sessions) out_ << "  " << line << '\n';
  for (const std::string& line : ending.forecasts) out_ << "  " << line << '\n';
  for (const std::string& upload : ending.uploads) out_ << "  " << plain_lines(upload) << '\n';
  done += ending.uploads_done;
  total += ending.uploads.size();
  out_ << fmt::format("{} of {} done in {} · exit {} · ledger: {} ledger --run {}\n", done, total, seconds(ending.duration),
                      ending.exit_code, ending.program, ending.run);
}

}  // namespace nightporter::app
