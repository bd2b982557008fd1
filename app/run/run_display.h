#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "app/log.h"
#include "stages/run/store_run.h"

namespace nightporter::app {

/// Shows how a run goes: a progress bar for each store on a terminal, log lines elsewhere; and in the end what came of each task.
/// The streams and the log outlive it. On one thread.
class RunDisplay {
 public:
  enum class Style { kProgressBars, kLogLines };

  RunDisplay(std::ostream& out, Log& log, Style style) : out_(out), log_(log), style_(style) {}

  /// Stores in the order in which they are shown. Returns the number to give with their events.
  std::size_t add_store(std::string label, std::size_t tasks);
  void show(std::size_t store, const stages::StoreEvent& event);

  /// How many steps worked only by another selector than their first. Each is told when it happens and once more in the end.
  std::size_t drift_count() const;
  /// A step that worked only so. Each is noted once per store.
  struct Drift {
    std::string section;  // the report's name, "sign_in"…
    std::string text;
  };
  const std::vector<Drift>& drifts(std::size_t store) const { return stores_[store].drifts; }

  /// The lines of all tasks and the last line, as a run reads on a terminal; takes the progress bars away first.
  struct Ending {
    std::vector<std::string> sessions = {};   // "td/a668  signed in in 0.4 s, 3 reports, 2.1 s in all"
    std::vector<std::string> forecasts = {};  // "td/a668  login needed before Thursday 14:00"
    std::string run;
    std::string program = "nightporter";    // as a person calls it
    std::vector<std::string> uploads = {};  // a line each
    std::size_t uploads_done = 0;
    int exit_code = 0;
    std::chrono::milliseconds duration{0};
  };
  void finish(const std::vector<std::vector<stages::TaskOutcome>>& outcomes, const Ending& ending);

 private:
  struct StoreLine {
    std::string label;
    std::size_t tasks = 0;
    std::size_t ended = 0;
    std::string doing;
    std::vector<Drift> drifts;
  };
  struct ColumnWidths {
    std::size_t store, report, period;
  };
  void print_outcome(const std::string& store, const stages::TaskOutcome& outcome, std::size_t more_like_it, const ColumnWidths& widths);
  void note_drift(StoreLine& store, const sites::StepReport& step);
  void write_log(const StoreLine& store, const stages::StoreEvent& event);
  void redraw();
  void erase();

  std::ostream& out_;
  Log& log_;
  Style style_;
  std::vector<StoreLine> stores_;
  std::size_t drawn_lines_ = 0;
};

/// "✓ 143 rows   139 new  4 updated", "✗ login needed: …"
std::string outcome_text(const stages::TaskOutcome& outcome);

/// "signed in in 0.4 s, 3 reports, 2.1 s in all"
std::string session_text(const stages::SessionTimes& session);

}  // namespace nightporter::app
