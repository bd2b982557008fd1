#include "stages/collect/store_session.h"

#include <utility>

#include "engine/browser/browser.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/page.h"
#include "engine/download/tracker.h"
#include "engine/state/storage_state.h"
#include "engine/trace/trace_recorder.h"
#include "sites/otp/totp.h"
#include "stages/collect/session_expiry.h"
#include "stages/http/http_sender.h"
#include "storage/sign_in_hold.h"

namespace nightporter::stages {

struct StoreSession::State {
  StoreSessionSettings settings;
  DatabaseAccess& database;
  storage::SessionVault& vault;
  const sites::Recipe& recipe;
  std::unique_ptr<engine::BrowserContext> context;
  std::unique_ptr<engine::TraceRecorder> trace;
  engine::Page* page = nullptr;
  std::unique_ptr<sites::Interpreter> interpreter;
  bool had_saved_state = false;
  bool had_to_sign_in = false;
  int version = 0;  // of the saved session that this one has grown from
  std::vector<std::string> left_out;
};

namespace {

/// The store's own authenticator, if it has one, else whoever was named to be asked.
sites::OtpSource otp_source(const model::Store& store, sites::OtpSource otherwise) {
  const auto totp = store.secrets.find("totp");
  if (totp == store.secrets.end()) return otherwise;
  return sites::otp_from_totp(sites::TotpSecret::parse(totp->second));
}

bool has_login(const sites::Recipe& recipe, const model::Store& store) {
  if (recipe.session.sign_in.empty()) return false;
  for (const std::string& name : recipe.secrets_used())
    if (!store.secrets.contains(name)) return false;
  return true;
}

}  // namespace

StoreSession::StoreSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
StoreSession::~StoreSession() = default;

awaitable<SavedSession> StoreSession::read_saved(DatabaseAccess& database, storage::SessionVault& vault, model::Store store) {
  SavedSession saved;
  co_await database.use([&](storage::Database& opened) {
    const auto kept = storage::SessionVault::versions(opened, store.site, store.code);
    if (!kept.empty()) saved.version = kept.front().version;
    saved.state = vault.newest(store.site, store.code);
  });
  co_return saved;
}

awaitable<std::unique_ptr<StoreSession>> StoreSession::open(engine::Browser& browser, const sites::Recipe& recipe, DatabaseAccess& database,
                                                            storage::SessionVault& vault, StoreSessionSettings settings,
                                                            Deadline deadline) {
  if (!settings.saved) settings.saved = co_await read_saved(database, vault, settings.store);
  const SavedSession saved = *std::exchange(settings.saved, std::nullopt);
  auto state = std::make_unique<State>(State{.settings = std::move(settings), .database = database, .vault = vault, .recipe = recipe});
  const auto variables = sites::Variables::of_store(state->settings.store);
  engine::ContextOptions options{.time_zone = recipe.time_zone, .opens_page = true};
  if (state->settings.blocks == StoreSessionSettings::Blocks::kAsRecipe) options.blocked_resources = recipe.block;
  const bool restores = saved.state && state->settings.start == StoreSessionSettings::Start::kFromSaved;
  if (restores) options.storage_state = engine::StorageState::parse(saved.state->reveal());
  state->had_saved_state = restores;
  state->version = saved.version;
  state->context = state->settings.keeping == StoreSessionSettings::Keeping::kProfile
                       ? co_await browser.profile_context(std::move(options), deadline)
                       : co_await browser.new_context(std::move(options), deadline);
  if (state->settings.trace != TraceWhen::kOff) {
    const bool everything = state->settings.trace == TraceWhen::kOn;
    state->trace = std::make_unique<engine::TraceRecorder>(
        *state->context, engine::TraceOptions{.detail = everything ? engine::TraceDetail::kEverything : engine::TraceDetail::kEssential,
                                              .title = state->settings.store.label()});
  }
  state->page = co_await state->context->new_page(deadline);
  state->interpreter =
      std::make_unique<sites::Interpreter>(*state->page, recipe,
                                           sites::InterpreterSettings{.variables = variables,
                                                                      .store_label = state->settings.store.label(),
                                                                      .overrides = state->settings.overrides,
                                                                      .otp = otp_source(state->settings.store, state->settings.otp),
                                                                      .http = http_sender(),
                                                                      .folder = state->context->downloads().quarantine(),
                                                                      .on_step = state->settings.on_step,
                                                                      .on_screenshot = state->settings.on_screenshot,
                                                                      .trace = state->trace.get(),
                                                                      .guide = state->settings.guide});
  co_return std::unique_ptr<StoreSession>(new StoreSession(std::move(state)));
}

bool StoreSession::had_saved_state() const {
  return state_->had_saved_state;
}
engine::TraceRecorder* StoreSession::trace() {
  return state_->trace.get();
}
engine::Page& StoreSession::page() {
  return *state_->page;
}
engine::BrowserContext& StoreSession::context() {
  return *state_->context;
}
const model::Store& StoreSession::store() const {
  return state_->settings.store;
}

awaitable<sites::SessionState> StoreSession::probe(Deadline deadline) {
  return state_->interpreter->probe_session(deadline);
}
awaitable<sites::SessionState> StoreSession::look(Deadline deadline) {
  return state_->interpreter->look_at_page(deadline);
}

awaitable<sites::SignInOutcome> StoreSession::ensure_signed_in(Deadline deadline) {
  using Kind = sites::SignInOutcome::Kind;
  state_->had_to_sign_in = false;
  const sites::SessionState found = co_await probe(deadline);
  sites::SignInOutcome outcome{.kind = Kind::kSignedIn, .url = found.url, .title = found.title};
  if (found.signed_in()) co_return outcome;
  if (!has_login(state_->recipe, state_->settings.store)) {
    outcome.kind = found.page ? sites::outcome_of(*found.page) : Kind::kOtpNeeded;
    outcome.detail = state_->had_saved_state ? "the session has expired and the store has no password configured to log in again"
                                             : "the store was never logged in and has no password configured";
    co_return outcome;
  }
  state_->had_to_sign_in = true;
  outcome = co_await state_->interpreter->sign_in(deadline);
  co_await remember_for_hold(outcome.kind);
  if (outcome.signed_in()) co_await save_state(Save::kOverAny, deadline);
  co_return outcome;
}

awaitable<void> StoreSession::remember_for_hold(sites::SignInOutcome::Kind kind) {
  co_await state_->database.use([this, kind](storage::Database& database) {
    const model::Store& store = state_->settings.store;
    if (kind == sites::SignInOutcome::Kind::kWrongPassword)
      storage::SignInHold(database, state_->vault.key()).enter_refusal(store.site, store.code, store.secrets, state_->settings.run);
    if (kind == sites::SignInOutcome::Kind::kSignedIn) storage::SignInHold::release(database, store.site, store.code);
  });
}

bool StoreSession::had_to_sign_in() const {
  return state_->had_to_sign_in;
}

awaitable<sites::ReportFiles> StoreSession::run_report(model::ReportName report, model::Period period, Deadline deadline) {
  return state_->interpreter->run_report(std::move(report), period, deadline);
}

awaitable<void> StoreSession::save_state(Save save, Deadline deadline) {
  const engine::StorageState kept = co_await state_->context->storage_state(engine::IndexedDb::kCapture, deadline);
  state_->left_out.clear();
  if (state_->settings.keeping == StoreSessionSettings::Keeping::kState)
    for (const engine::NotExportable& lost : kept.not_exportable)
      state_->left_out.push_back(lost.origin + " keeps a " + lost.type + " in its database " + lost.database +
                                 ", which no saved session can hold; if the login is asked for again each time, write `session: profile` "
                                 "for this store");
  const model::Secret text(kept.to_json());
  const auto expires_at = session_expiry(kept);
  const std::optional<int> based_on = save == Save::kOverOlder ? std::optional(state_->version) : std::nullopt;
  co_await state_->database.use([this, &text, expires_at, based_on](storage::Database&) {
    const model::Store& store = state_->settings.store;
    state_->version = state_->vault.save(store.site, store.code, text, expires_at, state_->settings.run, based_on).version;
  });
}

const std::vector<std::string>& StoreSession::left_out() const {
  return state_->left_out;
}

awaitable<void> StoreSession::sign_out(Deadline deadline) {
  return state_->interpreter->sign_out(deadline);
}

awaitable<void> StoreSession::close(Deadline deadline) {
  state_->interpreter.reset();
  co_await state_->context->close(deadline);
}

}  // namespace nightporter::stages
