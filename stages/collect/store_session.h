#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "model/store.h"
#include "sites/interpreter.h"
#include "stages/collect/trace_when.h"
#include "stages/database_access.h"
#include "storage/session_vault.h"

namespace nightporter::engine {
class Browser;
class BrowserContext;
class Page;
class TraceRecorder;
}  // namespace nightporter::engine

namespace nightporter::stages {

/// What the vault keeps of a store's session.
struct SavedSession {
  std::optional<model::Secret> state;  // the newest; Playwright's JSON
  int version = 0;                     // 0: there is none
};

/// What a session of one store is opened with.
struct StoreSessionSettings {
  model::Store store;
  model::RunId run;  // empty outside a run
  /// kProfile: `browser` runs on the store's own kept profile, whose context is used.
  enum class Keeping { kState, kProfile } keeping = Keeping::kState;
  /// kClean: without the saved session, when that one may be what is wrong.
  enum class Start { kFromSaved, kClean } start = Start::kFromSaved;
  std::optional<SavedSession> saved;  // as read_saved() gave it before; unset: it is read now
  sites::OriginOverrides overrides;
  sites::OtpSource otp;                                                  // asked when the store has no TOTP secret; may be empty
  std::function<void(const sites::StepReport&)> on_step;                 // may be empty
  std::function<void(std::string name, std::string png)> on_screenshot;  // may be empty
  /// kNothing: what the recipe blocks is loaded all the same, for a person who looks at the pages.
  enum class Blocks { kAsRecipe, kNothing } blocks = Blocks::kAsRecipe;
  TraceWhen trace = TraceWhen::kOff;
  sites::StepGuide guide;  // may be empty
};

/// One store's place in the browser: a context with the store's saved session in it, a page, and the recipe's interpreter on it.
/// Browser, recipe, database access and vault must outlive it. On the browser's thread only; one call at a time.
/// Close it with close(); the destructor only forgets it.
class StoreSession {
 public:
  /// For what is read while the browser still starts. Throws SealError.
  static awaitable<SavedSession> read_saved(DatabaseAccess& database, storage::SessionVault& vault, model::Store store);
  static awaitable<std::unique_ptr<StoreSession>> open(engine::Browser& browser, const sites::Recipe& recipe, DatabaseAccess& database,
                                                       storage::SessionVault& vault, StoreSessionSettings settings, Deadline deadline);
  ~StoreSession();
  StoreSession(const StoreSession&) = delete;
  StoreSession& operator=(const StoreSession&) = delete;

  /// Whether a saved session was put into the context.
  bool had_saved_state() const;

  /// Asks the site whether the session holds.
  awaitable<sites::SessionState> probe(Deadline deadline);

  /// Looks at the page as it is, without going anywhere.
  awaitable<sites::SessionState> look(Deadline deadline);

  /// Probes, and signs in with the store's secrets when the session has ended; a fresh login is saved at once, a refused password is
  /// entered for SignInHold. Returns how it ended;
  /// kSignedIn also when the saved session held. Throws SiteChanged, TransientFailure and ConfigurationLacking as the interpreter does.
  awaitable<sites::SignInOutcome> ensure_signed_in(Deadline deadline);

  /// Whether ensure_signed_in did more than find the session holding, the last time that it was called.
  bool had_to_sign_in() const;

  awaitable<sites::ReportFiles> run_report(model::ReportName report, model::Period period, Deadline deadline);

  /// Seals and saves what the context holds now. Call it only while signed in. kOverOlder: throws SessionReplaced when somebody has saved
  /// another session since this one was opened; kOverAny is for a fresh login.
  enum class Save { kOverOlder, kOverAny };
  awaitable<void> save_state(Save save, Deadline deadline);

  /// What the last save_state had to leave out because no file can hold it, a sentence each.
  const std::vector<std::string>& left_out() const;

  /// Signs out where the recipe says how; nothing otherwise.
  awaitable<void> sign_out(Deadline deadline);

  /// Null unless the settings ask for one. It has recorded since the session was opened.
  engine::TraceRecorder* trace();

  engine::Page& page();
  engine::BrowserContext& context();
  const model::Store& store() const;

  /// Disposes of the context. Harmless when it is gone.
  awaitable<void> close(Deadline deadline);

 private:
  awaitable<void> remember_for_hold(sites::SignInOutcome::Kind kind);

  struct State;
  explicit StoreSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nightporter::stages
