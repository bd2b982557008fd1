#include <algorithm>

#include "app/commands/commands.h"
#include "app/commands/open_database.h"
#include "app/commands/open_vault.h"
#include "app/error.h"
#include "app/terminal/forecast.h"
#include "engine/state/storage_state.h"
#include "stages/collect/session_expiry.h"
#include "storage/sign_in_hold.h"

namespace nightporter::app {

namespace {

StoreSettings one_store(const Configuration& configuration, const Selection& selection) {
  const auto stores = select_stores(configuration, selection);
  if (stores.size() != 1) throw UsageError("this command works on one store at a time", "Name it with --crm and --store.");
  return stores.front();
}

std::string label(const StoreSettings& store) {
  return store.site.value() + "/" + store.code.value();
}

}  // namespace

ExitCode execute(const SessionsListOptions&, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto database = open_existing_database(configuration);
  const auto sessions = database ? storage::SessionVault::list(*database) : std::vector<storage::SessionInfo>();
  Listing listing({{"site", ""},
                   {"store", ""},
                   {"", "store"},
                   {"name", "name"},
                   {"saved_at", "saved"},
                   {"expires_at", ""},
                   {"", "login needed"},
                   {"version", "version"},
                   {"size_bytes", "bytes"},
                   {"configured", ""}});
  const auto add = [&listing](const std::string& site, const std::string& store, const std::string& name,
                              const storage::SessionInfo* session, bool configured) {
    if (session == nullptr) {
      listing.add({site, store, site + "/" + store, name, {}, {}, {}, {}, {}, configured});
      return;
    }
    listing.add({site, store, site + "/" + store, name, storage::to_iso(session->saved_at),
                 session->expires_at ? Listing::Value(storage::to_iso(*session->expires_at)) : Listing::Value(),
                 session->expires_at ? Listing::Value(login_needed_text(*session->expires_at, storage::now())) : Listing::Value(),
                 std::int64_t{session->version}, session->size_bytes, configured});
  };
  for (const StoreSettings& store : configuration.stores) {
    const auto found = std::find_if(sessions.begin(), sessions.end(),
                                    [&store](const auto& session) { return session.site == store.site && session.store == store.code; });
    add(store.site.value(), store.code.value(), store.name, found == sessions.end() ? nullptr : &*found, true);
  }
  for (const auto& session : sessions) {
    const bool configured = std::any_of(configuration.stores.begin(), configuration.stores.end(), [&session](const auto& store) {
      return session.site == store.site && session.store == store.code;
    });
    if (!configured) add(session.site.value(), session.store.value(), "(not configured)", &session, false);
  }
  context.print(listing, "No stores are configured and no sessions are saved.");
  return ExitCode::kGood;
}

ExitCode execute(const SessionsExportOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const StoreSettings store = one_store(configuration, options.selection);
  const auto database = open_database(configuration);
  const auto state = open_vault(*database, configuration, context.environment).newest(store.site, store.code);
  if (!state)
    throw Error(ExitCode::kLoginNeeded, label(store) + " has no saved session",
                "nightporter bootstrap --crm " + store.site.value() + " --store " + store.code.value());
  engine::StorageState::parse(state->reveal()).write_file(options.file);
  context.err << options.file.string() << " now holds the live session of " << label(store)
              << ", not sealed. Whoever has this file is signed in: delete it after use.\n";
  return ExitCode::kGood;
}

ExitCode execute(const SessionsImportOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const StoreSettings store = one_store(configuration, options.selection);
  const auto state = engine::StorageState::read_file(options.file);
  if (state.empty()) throw UsageError(options.file.string() + " holds neither cookies nor storage", "Export it again while signed in.");
  const auto database = open_database(configuration);
  open_vault(*database, configuration, context.environment)
      .save(store.site, store.code, model::Secret(state.to_json()), stages::session_expiry(state), model::RunId());
  storage::SignInHold::release(*database, store.site, store.code);
  context.out << "The session of " << label(store) << " is sealed and saved. Delete " << options.file.string() << ".\n"
              << "  → nightporter sessions check --crm " << store.site.value() << " --store " << store.code.value() << '\n';
  return ExitCode::kGood;
}

ExitCode execute(const SessionsRollbackOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const StoreSettings store = one_store(configuration, options.selection);
  const auto database = open_existing_database(configuration);
  const auto versions = database ? storage::SessionVault::versions(*database, store.site, store.code) : std::vector<storage::SessionInfo>();
  std::string kept;
  for (const auto& info : versions)
    kept += (kept.empty() ? "" : ", ") + std::to_string(info.version) + " of " + storage::to_iso(info.saved_at);
  if (versions.empty() || (options.version == 0 && versions.size() < 2))
    throw UsageError(label(store) + " has no earlier session to go back to",
                     versions.empty() ? "None is saved." : "Only version " + kept + " is kept.");
  const int wanted = options.version == 0 ? versions[1].version : options.version;
  if (std::none_of(versions.begin(), versions.end(), [wanted](const auto& info) { return info.version == wanted; }))
    throw UsageError(label(store) + " has no version " + std::to_string(wanted), "Kept are: " + kept + ".");
  const auto made = open_vault(*database, configuration, context.environment).roll_back(store.site, store.code, wanted);
  context.out << "The session of " << label(store) << " is that of version " << wanted << " again, as version " << made.version << ".\n"
              << "  → nightporter sessions check --crm " << store.site.value() << " --store " << store.code.value() << '\n';
  return ExitCode::kGood;
}

ExitCode execute(const SessionsReleaseOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const StoreSettings store = one_store(configuration, options.selection);
  const auto database = open_existing_database(configuration);
  const bool was_held = database && storage::SignInHold::held_since(*database, store.site, store.code);
  if (database) storage::SignInHold::release(*database, store.site, store.code);
  context.out << label(store)
              << (was_held ? " is free again: the next run signs in with the configured secrets.\n" : " was not held back.\n");
  return ExitCode::kGood;
}

ExitCode execute(const SessionsForgetOptions& options, const CommandContext& context) {
  const Configuration configuration = context.configuration();
  const auto database = open_existing_database(configuration);
  const model::SiteCode site(options.selection.crm);
  const model::StoreCode store(options.selection.store);
  if (!database || storage::SessionVault::forget(*database, site, store) == 0)
    throw UsageError("there is no saved session of " + site.value() + "/" + store.value(),
                     "`nightporter sessions list` shows those that are.");
  context.out << "The session of " << site.value() << "/" << store.value() << " is deleted.\n";
  return ExitCode::kGood;
}

}  // namespace nightporter::app
