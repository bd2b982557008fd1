#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <map>
#include <system_error>

#include "app/commands/commands.h"
#include "app/commands/new_file.h"
#include "app/error.h"
#include "app/run/start_browser.h"
#include "app/run_loop.h"
#include "app/terminal/plain_text.h"
#include "cdp/error.h"
#include "engine/browser/browser_context.h"
#include "engine/browser/frame.h"
#include "engine/browser/page.h"
#include "engine/download/tracker.h"
#include "engine/error.h"
#include "engine/process/chrome_process.h"
#include "engine/recording/user_action.h"
#include "sites/recipe_file.h"
#include "sites/recording/live_recording.h"
#include "sites/recording/machine_time_zone.h"
#include "sites/recording/recipe_draft.h"
#include "sites/run/file_kind.h"
#include "stages/parse/guess_table.h"
#include "stages/parse/parse_error.h"

namespace nightporter::app {

namespace asio = boost::asio;
namespace recording = sites::recording;
using namespace std::chrono_literals;

namespace {

constexpr auto kOpensWithin = 60s;
constexpr auto kLooksEvery = 100ms;
/// A person takes the time that a person takes.
constexpr std::chrono::hours kPatience(12);

std::map<std::string, std::string> used_to_real(const std::map<std::string, std::string>& real_to_used) {
  std::map<std::string, std::string> result;
  for (const auto& [real, used] : real_to_used) result[used] = real;
  return result;
}

/// One recording: the window, the person in front of it, and the recipe that grows meanwhile.
class Record {
 public:
  Record(const RecordOptions& options, const CommandContext& context, const Configuration& configuration)
      : options_(options),
        context_(context),
        configuration_(configuration),
        file_(options.output.empty() ? std::filesystem::path(options.selection.crm + ".yaml") : options.output),
        origins_(overrides_of(configuration, options.selection.crm)),
        live_(options.url, used_to_real(origins_)),
        log_({.file = configuration.log_file(), .on_console = false}) {
    for (const StoreSettings& store : configuration.stores)
      if (store.site.value() == options.selection.crm && store.code.value() == options.selection.store) store_name_ = store.name;
  }

  ExitCode run() {
    std::error_code error;
    if (std::filesystem::exists(file_, error)) throw UsageError(file_.string() + " is there already", "Give another name with --output.");
    if (file_.has_parent_path() && !std::filesystem::is_directory(file_.parent_path(), error))
      throw UsageError("there is no folder " + file_.parent_path().string(), "Create it first.");
    engine::sweep_abandoned_directories();
    return run_to_end([this] { return in_browser(); });
  }

 private:
  static std::map<std::string, std::string> overrides_of(const Configuration& configuration, const std::string& site) {
    const auto found = configuration.origins.find(site);
    std::map<std::string, std::string> origins;
    if (found != configuration.origins.end())
      for (const auto& [real, setting] : found->second) origins[real] = setting.other;
    return origins;
  }

  awaitable<ExitCode> in_browser() {
    co_await with_browser(configuration_, context_.global, options_.window, log_, [this](engine::Browser& browser) -> awaitable<void> {
      engine::ContextOptions context_options;
      context_options.on_user_action = [this](const engine::UserAction& action) { noticed_.push_back(action); };
      const auto context = co_await browser.new_context(std::move(context_options), Deadline::after(kOpensWithin));
      co_await watch(*context);
      download_.reset();
      co_await context->close(Deadline::after(10s));
    });
    co_return finish();
  }

  /// Nothing announces that a person is done but the closed window; so it looks again and again.
  awaitable<void> watch(engine::BrowserContext& context) {
    page_ = co_await context.new_page(Deadline::after(kOpensWithin));
    const std::string url = sites::OriginOverrides(origins_).apply(options_.url);
    co_await page_->go_to(url, engine::WaitUntil::kCommit, Deadline::after(kOpensWithin));
    context_.out << "A window is open at " << plain_line(url)
                 << ".\nSign in there, ask for yesterday's report, and export it. Close the window when the"
                 << " file has come.\n"
                 << std::flush;
    arm(context);
    asio::steady_timer next_look(co_await asio::this_coro::executor);
    while (!context.pages().empty()) {
      next_look.expires_after(kLooksEvery);
      co_await next_look.async_wait(asio::use_awaitable);
      co_await take_noticed();
      if (download_->has_begun()) co_await take_download(context);
    }
    co_await take_noticed();
  }

  awaitable<void> take_noticed() {
    bool changed = false;
    while (!noticed_.empty()) {
      const engine::UserAction action = std::move(noticed_.front());
      noticed_.pop_front();
      recording::LiveAction live{.action = action, .window = window_of(*action.page), .window_url = action.page->url()};
      if (action.frame != nullptr && action.frame->id() != action.page->id()) {
        live.in_nested_frame = depth_of(*action.frame) > 1;
        live.frame = co_await selectors_of(*action.frame);
      }
      const std::string words = live_.add(live);
      if (words.empty()) continue;
      changed = true;
      context_.out << "  " << live_.last_number() << "  " << plain_line(words) << '\n' << std::flush;
    }
    if (changed) write();
  }

  int window_of(const engine::Page& page) {
    const auto [known, is_new] = windows_.emplace(page.id(), static_cast<int>(windows_.size()));
    return known->second;
  }

  int depth_of(const engine::Frame& frame) {
    if (const auto known = depths_.find(frame.id()); known != depths_.end()) return known->second;
    int depth = 0;
    for (const engine::Frame* at = frame.parent(); at != nullptr; at = at->parent()) ++depth;
    depths_[frame.id()] = depth;
    return depth;
  }

  /// Asked when the frame begins to be watched: what is clicked in it may take it away.
  awaitable<std::vector<std::string>> selectors_of(engine::Frame& frame) {
    const std::string id = frame.id();
    if (const auto known = frames_.find(id); known != frames_.end()) co_return known->second;
    std::vector<std::string> selectors;
    try {
      selectors = co_await engine::selectors_of_owner(frame, Deadline::after(5s));
    } catch (const cdp::Error&) {
      // It has gone, or does not answer: its name must do.
    } catch (const engine::Error&) {
    }
    if (selectors.empty() && !frame.name().empty()) selectors.push_back("css=iframe[name=\"" + frame.name() + "\"]");
    if (selectors.empty()) selectors.push_back("css=iframe");
    frames_[id] = selectors;
    co_return selectors;
  }

  // ---- files

  void arm(engine::BrowserContext& context) {
    engine::DownloadLimits limits;
    limits.begin_within = limits.idle = limits.total = limits.after_navigation = kPatience;
    download_.emplace(context.downloads().arm(*page_, limits));
  }

  awaitable<void> take_download(engine::BrowserContext& context) {
    const int number = live_.last_number();
    const engine::DownloadOutcome outcome = co_await download_->outcome(Deadline::after(kPatience));
    arm(context);
    if (!outcome.completed()) {
      context_.out << "     a download failed: " << plain_line(outcome.explain()) << '\n' << std::flush;
      co_return;
    }
    const std::filesystem::path& file = outcome.evidence.file;
    recording::NoticedDownload noticed{outcome.evidence.suggested_name, sites::file_type_of(file)};
    context_.out << "     a file came: " << plain_line(noticed.suggested_name)
                 << (noticed.type ? " (" + to_string(*noticed.type) + ")" : std::string(" (of no kind that can be loaded)")) << '\n'
                 << std::flush;
    live_.downloaded(number, std::move(noticed));
    look_into(file);
    std::error_code error;
    std::filesystem::remove(file, error);
    write();
  }

  void look_into(const std::filesystem::path& file) {
    if (table_) return;
    try {
      auto guess = stages::guess_table(file);
      if (guess) table_ = recording::DraftTable{std::move(guess->mapping), std::move(guess->days)};
    } catch (const stages::ParseError& error) {
      context_.out << "     its table was not recognised: " << plain_line(error.what()) << '\n' << std::flush;
    }
  }

  // ---- the recipe

  recording::WrittenRecipe draft() const {
    recording::DraftOptions options;
    options.site = options_.selection.crm;
    options.report = options_.report;
    options.time_zone = recording::machine_time_zone();
    options.recorded_on = model::CalendarDate(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    options.store_code = options_.selection.store;
    options.store_name = store_name_;
    options.table = table_;
    options.source = "Written by nightporter record";
    return write_recipe(draft_recipe(live_.recording(), std::move(options)), live_.recording().secrets);
  }

  /// What is there so far, so that nothing is lost with the window.
  void write() {
    try {
      put(draft().text);
    } catch (const recording::DraftError&) {
      // Not enough of it yet.
    }
  }

  void put(const std::string& text) {
    if (is_written_)
      replace_file(file_, text);
    else
      write_new_file(file_, text);
    is_written_ = true;
  }

  ExitCode finish() {
    try {
      const recording::WrittenRecipe recipe = draft();
      put(recipe.text);
      const std::vector<sites::Problem> problems = sites::check_recipe(recipe.text, file_.string());
      for (const std::string& warning : recipe.warnings) context_.err << plain_line(warning) << '\n';
      for (const sites::Problem& problem : problems) context_.err << plain_line(problem.to_string()) << '\n';
      context_.out << file_.string() << " written. Next:\n  nightporter sites check " << file_.string() << "\n  nightporter download --crm "
                   << options_.selection.crm << " --store " << options_.selection.store << " --from yesterday --to yesterday --headed\n";
      return problems.empty() ? ExitCode::kGood : ExitCode::kConfiguration;
    } catch (const recording::DraftError& error) {
      throw ConfigurationError(error.what(), error.hint);
    }
  }

  const RecordOptions& options_;
  const CommandContext& context_;
  const Configuration& configuration_;
  const std::filesystem::path file_;
  const std::map<std::string, std::string> origins_;  // real → used
  recording::LiveRecording live_;
  Log log_;
  std::string store_name_;
  std::deque<engine::UserAction> noticed_;
  engine::Page* page_ = nullptr;
  std::optional<engine::Download> download_;
  std::map<std::string, int> windows_;                      // by target
  std::map<std::string, int> depths_;                       // by frame
  std::map<std::string, std::vector<std::string>> frames_;  // selectors by frame
  std::optional<recording::DraftTable> table_;
  bool is_written_ = false;
};

}  // namespace

ExitCode execute(const RecordOptions& options, const CommandContext& context) {
  if (!options.url.starts_with("http://") && !options.url.starts_with("https://"))
    throw UsageError("\"" + options.url + "\" is no address of a web page", "Begin it with https://.");
  const Configuration configuration = context.configuration();
  return Record(options, context, configuration).run();
}

}  // namespace nightporter::app
