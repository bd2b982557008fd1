#include "app/run/run_listing.h"

#include "app/terminal/difference_listing.h"

namespace nightporter::app {

namespace {

/// Of the session that a task was done in: its number, and how long its login and the whole of it took; nothing where there was none.
struct SessionCells {
  Listing::Value number;
  Listing::Value sign_in;
  Listing::Value whole;
};

SessionCells session_cells(const std::vector<stages::SessionTimes>& sessions, std::size_t number) {
  if (number == 0 || number > sessions.size()) return {};
  const stages::SessionTimes& times = sessions[number - 1];
  SessionCells cells{.number = static_cast<std::int64_t>(number), .sign_in = {}, .whole = std::int64_t{times.whole.count()}};
  if (times.way_in == stages::SessionTimes::WayIn::kSignedIn) cells.sign_in = std::int64_t{times.sign_in.count()};
  return cells;
}

}  // namespace

Listing run_listing(const RunResults& results) {
  std::vector<Listing::Column> columns{{"run", ""},
                                       {"site", ""},
                                       {"store", ""},
                                       {"report", ""},
                                       {"from", ""},
                                       {"to", ""},
                                       {"result", ""},
                                       {"rows", ""},
                                       {"new", ""},
                                       {"updated", ""},
                                       {"unchanged", ""},
                                       {"duplicates", ""},
                                       {"files", ""},
                                       {"message", ""},
                                       {"hint", ""},
                                       {"picture", ""},
                                       {"trace", ""},
                                       {"milliseconds", ""},
                                       {"session", ""},
                                       {"login_milliseconds", ""},
                                       {"session_milliseconds", ""},
                                       {"destination", ""},
                                       {"drift", ""}};
  if (results.compared) columns.push_back({"difference", ""});
  Listing listing(std::move(columns));
  for (std::size_t index = 0; index < results.outcomes.size(); ++index)
    for (const auto& outcome : results.outcomes[index]) {
      std::string files;
      // What was only compared is gone.
      for (const auto& file : results.compared ? std::vector<std::filesystem::path>() : outcome.files)
        files += (files.empty() ? "" : "\n") + file.string();
      const SessionCells session = session_cells(results.sessions[index], outcome.session);
      std::vector<Listing::Value> cells{results.run.value(),
                                        results.jobs[index].store.site.value(),
                                        results.jobs[index].store.code.value(),
                                        outcome.task.report.value(),
                                        outcome.task.period.from.to_iso(),
                                        outcome.task.period.to.to_iso(),
                                        std::string(to_string(outcome.result)),
                                        outcome.counts.staged,
                                        outcome.counts.inserted,
                                        outcome.counts.updated,
                                        outcome.counts.unchanged,
                                        outcome.counts.duplicates,
                                        files,
                                        outcome.message,
                                        outcome.hint,
                                        outcome.evidence.picture.string(),
                                        outcome.evidence.trace.string(),
                                        std::int64_t{outcome.duration.count()},
                                        session.number,
                                        session.sign_in,
                                        session.whole,
                                        Listing::Value(),
                                        results.drift_of(index, outcome.task.report)};
      if (results.compared) cells.emplace_back(std::make_shared<const Listing>(difference_listing(outcome.difference)));
      listing.add(std::move(cells));
    }
  const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
  for (const UploadEnd& end : results.uploads) {
    std::string stores;
    for (const std::string& store : end.stores) stores += (stores.empty() ? "" : ",") + store;
    listing.add({results.run.value(),
                 end.site.value(),
                 stores,
                 end.report.value(),
                 Listing::Value(),
                 Listing::Value(),
                 std::string(to_string(end.result)),
                 count(end.new_rows + end.updated + end.unchanged),
                 count(end.new_rows),
                 count(end.updated),
                 count(end.unchanged),
                 Listing::Value(),
                 Listing::Value(),
                 end.message,
                 end.hint,
                 Listing::Value(),
                 Listing::Value(),
                 std::int64_t{end.duration.count()},
                 Listing::Value(),
                 Listing::Value(),
                 Listing::Value(),
                 end.destination,
                 Listing::Value()});
  }
  return listing;
}

}  // namespace nightporter::app
