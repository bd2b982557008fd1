#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>

#include "app/commands/chrome_check.h"
#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/error_report.h"
#include "app/run/store_jobs.h"
#include "storage/session_vault.h"

namespace nightporter::app {

namespace {

constexpr std::uintmax_t kLeastFreeBytes = 512ULL << 20U;

enum class Health { kGood, kWarning, kBad };

/// What the doctor has looked at, and what it found.
class Findings {
 public:
  void add(std::string what, Health health, std::string found, std::string remedy = {}) {
    const char* word = health == Health::kGood ? "good" : health == Health::kWarning ? "warning" : "bad";
    listing_.add({std::move(what), std::string(word), std::move(found), std::move(remedy)});
    bad_ = bad_ || health == Health::kBad;
  }

  /// Runs `look`; what it throws is a bad finding, what it returns a good one.
  template <class Look>
  void examine(const std::string& what, Look look) {
    if (const auto failure = failure_of([&] { add(what, Health::kGood, look()); }))
      add(what, Health::kBad, failure->message, failure->hint);
  }

  const Listing& listing() const { return listing_; }
  bool bad() const { return bad_; }

 private:
  Listing listing_{{{"what", "what"}, {"health", "health"}, {"found", "found"}, {"remedy", "remedy"}}};
  bool bad_ = false;
};

Health health_of(const ChromeFinding& finding) {
  if (finding.good) return Health::kGood;
  return finding.breaks_runs ? Health::kBad : Health::kWarning;
}

void look_at_disk(Findings& findings, const std::string& what, std::filesystem::path folder) {
  while (!folder.empty() && !std::filesystem::exists(folder)) folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  if (::access(folder.c_str(), W_OK) != 0) {
    findings.add(what, Health::kBad, folder.string() + " cannot be written by this user", "Change its owner, or name another folder.");
    return;
  }
  std::error_code error;
  const auto space = std::filesystem::space(folder, error);
  const bool little = !error && space.available < kLeastFreeBytes;
  findings.add(what, little ? Health::kWarning : Health::kGood,
               folder.string() + ", " + std::to_string(space.available >> 20U) + " MiB free", little ? "Make room on this disk." : "");
}

void look_at_sessions(Findings& findings, storage::Database& database, const Configuration& configuration, const Environment& environment) {
  const auto now = storage::now();
  for (const auto& session : storage::SessionVault::list(database)) {
    if (!session.expires_at || *session.expires_at - now > std::chrono::days(2)) continue;
    const std::string site = session.site.value();
    const std::string store = session.store.value();
    const bool over = *session.expires_at <= now;
    findings.add("session " + site + "/" + store, Health::kWarning,
                 (over ? "ended at " : "login needed before ") + storage::to_iso(*session.expires_at),
                 "nightporter bootstrap --crm " + site + " --store " + store);
  }
  findings.examine("sealing key", [&] { return "fingerprint " + find_sealing_key(configuration, environment).fingerprint(); });
}

}  // namespace

ExitCode execute(const DoctorOptions& options, const CommandContext& context) {
  Findings findings;
  Configuration configuration;
  findings.examine("configuration", [&] {
    configuration = context.configuration();
    return configuration.file.empty() ? std::string("no nightporter.yaml; defaults") : configuration.file.string();
  });
  look_at_disk(findings, "data folder", configuration.data);
  look_at_disk(findings, "downloads folder", configuration.downloads);
  if (!configuration.chrome.sandbox)
    findings.add("sandbox", Health::kWarning, "switched off by configuration", "Switch it on wherever the machine can have one.");
  if (!configuration.stores.empty())
    for (const StoreJob& job : prepare_jobs(configuration, context.environment, {}))
      findings.add("store " + job.store.label(), job.problem.empty() ? Health::kGood : Health::kBad,
                   job.problem.empty() ? job.recipe.file : job.problem, job.hint);
  std::unique_ptr<storage::Database> database;
  findings.examine("database", [&] {
    database = open_existing_database(configuration, {.check = storage::OpenOptions::Check::kAlways});
    return database ? database->name() + ", checked" : std::string("none yet; the first run makes it");
  });
  if (database) look_at_sessions(findings, *database, configuration, context.environment);
  if (!options.quick)
    findings.examine("chrome-setup", [&] {
      const auto found = check_chrome(configuration.chrome);
      for (const ChromeFinding& finding : found) findings.add("chrome: " + finding.what, health_of(finding), finding.found, finding.remedy);
      return std::to_string(found.size()) + " things looked at";
    });
  context.print(findings.listing(), "");
  return findings.bad() ? ExitCode::kConfiguration : ExitCode::kGood;
}

}  // namespace nightporter::app
