#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/config/configuration.h"
#include "app/date_words.h"
#include "model/store.h"
#include "sites/catalog.h"
#include "sites/otp/otp_source.h"
#include "stages/run/store_run.h"
#include "storage/database.h"

namespace nightporter::app {

/// What is to be done for one store in one run.
struct StoreJob {
  model::Store store;
  sites::Recipe recipe;
  std::vector<std::string> reports;  // only these; empty = all of the recipe's
  sites::OtpSource otp;              // asked when the store has no TOTP secret, before a person; may be empty
  std::filesystem::path profile;     // of the store's own Chrome; empty = it shares one
  sites::OriginOverrides overrides;
  std::vector<stages::StoreTask> tasks;
  /// Why nothing can be done: a secret that leads nowhere, a recipe with mistakes. The other stores are not concerned.
  std::string problem;
  std::string hint;
};

/// How a session of the job is opened.
inline stages::StoreSessionSettings::Keeping keeping_of(const std::filesystem::path& profile) {
  return profile.empty() ? stages::StoreSessionSettings::Keeping::kState : stages::StoreSessionSettings::Keeping::kProfile;
}

/// The days that a person asked for; none = all that is due.
struct AskedDays {
  DateWord from;
  DateWord to;
  bool only_missing = false;  // not what is loaded already
  int at_most_periods = 31;   // of a store's report, the newest; only with only_missing
};

/// What `sites: origins:` says of the recipe's site. Throws ConfigurationError, naming file and line, for an origin that the recipe does
/// not have: it would be left alone silently.
sites::OriginOverrides overrides_for(const Configuration& configuration, const sites::Recipe& recipe);

/// Runs `work` for the job, unless it has a problem; what goes wrong becomes its problem. Usage errors concern the whole command and are
/// thrown.
void attempt(StoreJob& job, const std::function<void()>& work);

/// One job for each selected store, in the configuration's order, without tasks yet. Throws UsageError for a selection that fits nothing.
std::vector<StoreJob> prepare_jobs(const Configuration& configuration, const Environment& environment, const Selection& selection);

/// Whether the command's selection, the store's own list and the recipe all want the report for the store.
bool is_wanted(const sites::Report& report, const StoreJob& job, const std::string& selected);

/// Gives each job its tasks: the days that were asked for, or what is due by the ledger; a job without tasks has nothing due.
/// Without a database nothing is loaded yet.
/// Throws UsageError for days in the wrong order.
void plan_jobs(std::vector<StoreJob>& jobs, const std::string& selected_report, const std::optional<AskedDays>& asked,
               storage::Database* database, std::chrono::system_clock::time_point now);

}  // namespace nightporter::app
