#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "app/config/configuration_shape.h"
#include "app/error.h"
#include "app/version.h"

namespace nightporter::app {

namespace {

constexpr const char* kFooter = R"(Exit codes:
    0  all good                          5  a site has changed: its recipe must be edited
    1  an error of the program           6  a file failed its checks; nothing of it was loaded
    2  usage                             7  some stores or reports failed, others are done
    3  configuration or recipe          75  try again later (network, server, another run at work)
    4  login or one-time password needed  130  interrupted

Configuration: flags, then environment variables (NIGHTPORTER_DATA, NIGHTPORTER_DOWNLOADS, …) and .env, then nightporter.yaml.
`nightporter init` writes a starter with comments.)";

CLI::Option* add_path(CLI::App& app, const std::string& name, std::filesystem::path& path, const std::string& help) {
  return app.add_option_function<std::string>(name, [&path](const std::string& text) { path = text; }, help)->type_name("PATH");
}

void add_selection(CLI::App& app, Selection& selection, bool one_store) {
  app.add_option("--crm", selection.crm, "site code, as in its recipe")->required(one_store)->type_name("SITE");
  app.add_option("--store", selection.store, one_store ? "store code" : "store code, several with commas, or all")
      ->required(one_store)
      ->type_name("STORE");
}

void add_window(CLI::App& app, Window& window) {
  auto* headless = app.add_flag_function("--headless", [&window](std::int64_t) { window = Window::kHeadless; }, "no window (the default)");
  app.add_flag_function("--headed", [&window](std::int64_t) { window = Window::kHeaded; }, "show the browser's window")->excludes(headless);
}

void add_trace(CLI::App& app, std::optional<stages::TraceWhen>& trace) {
  static const std::map<std::string, stages::TraceWhen> kWords{
      {"on", stages::TraceWhen::kOn}, {"off", stages::TraceWhen::kOff}, {"on-failure", stages::TraceWhen::kOnFailure}};
  app.add_option_function<std::string>(
         "--trace", [&trace](const std::string& word) { trace = kWords.at(word); },
         "of which reports to keep a trace and a HAR: on, off, on-failure (the default; see docs/evidence.md)")
      ->check(CLI::IsMember(kWords))
      ->type_name("WHEN");
}

void add_fetching(CLI::App& app, FetchingOptions& options) {
  add_selection(app, options.selection, false);
  app.add_option("--report", options.selection.report, "report name, or all")->type_name("REPORT");
  add_window(app, options.window);
  auto* keep_files = app.add_flag("--keep-files", options.keep_files, "keep the downloaded files whatever the retention says");
  app.add_option("--parallel", options.parallel, "stores side by side")->check(CLI::Range(1, 64))->type_name("N");
  add_trace(app, options.trace);
  app.add_flag("--individual-sessions", options.individual_sessions, "a session for each report in place of one for all");
  app.add_flag("--debug", options.debug, "step by step in a window: asks before each step and after one that failed");
  auto* dry_run = app.add_flag("--dry-run", options.dry_run, "fetch nothing: only show the periods that would be asked for, and why");
  app.add_flag("--compare", options.compare, "fetch, but load nothing and keep no file: only show, row by row, what loading would change")
      ->excludes(dry_run)
      ->excludes(keep_files);
}

DateWord date_word(const std::string& option, const std::string& text) {
  if (const auto word = DateWord::parse(text)) return *word;
  throw UsageError(option + ": \"" + text + "\" is not a day", "Give today, yesterday, -7d or a date such as 2025-11-12.");
}

void add_day(CLI::App& app, std::optional<DateWord>& day, const std::string& help, const std::string& option = "--day",
             bool required = false) {
  app.add_option_function<std::string>(
         option, [&day, option](const std::string& text) { day = date_word(option, text); }, help)
      ->required(required)
      ->type_name("DAY");
}

/// The tree of commands. Each command's callback puts its options into `chosen`.
class CommandTree {
 public:
  CommandTree() : app_("Fetches what web back offices only give through a browser, and loads it into a database.", "nightporter") {
    app_.require_subcommand(1);
    app_.footer(kFooter);
    app_.fallthrough();
    app_.set_version_flag("--version", "nightporter " + std::string(kVersion));
    add_path(app_, "-c,--config", global_.configuration, "configuration file (default ./nightporter.yaml)");
    add_path(app_, "--data", global_.data, "folder of the database, sealed sessions, logs and evidence");
    add_path(app_, "--downloads", global_.downloads, "folder of the downloaded files");
    add_path(app_, "--log-wire", global_.wire_log, "write every protocol message to this file, secrets left out");
    app_.add_option("--transport", global_.transport,
                    "how to talk to Chrome: websocket, pipe, or a ws:// or wss:// address of a running one")
        ->check([](const std::string& text) {
          const bool known = text == "websocket" || text == "pipe" || is_chrome_address(text);
          return known ? std::string() : "\"" + text + "\" is none of websocket, pipe and a ws:// or wss:// address";
        });
    app_.add_flag("--json", global_.json, "print lists as JSON");
    app_.add_flag("-v,--verbose", global_.verbose, "log lines on the terminal in place of progress bars");
    add_fetching_commands();
    add_record_command();
    add_session_commands();
    add_judging_commands();
    add_passing_on_commands();
    add_looking_commands();
    add_sites_commands();
    add_set_up_commands();
  }

  std::variant<CommandLine, TextToPrint> parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForAllHelp&) {
      return TextToPrint{app_.help("", CLI::AppFormatMode::All)};
    } catch (const CLI::CallForHelp&) {
      return TextToPrint{app_.help()};
    } catch (const CLI::CallForVersion& version) {
      return TextToPrint{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what(), "`nightporter --help` lists the commands, `nightporter COMMAND --help` its options.");
    }
    return CommandLine{.global = global_, .command = chosen_()};
  }

 private:
  /// A command whose options are `options`, filled while the arguments are read.
  template <class Options>
  CLI::App& add(CLI::App& parent, const std::string& name, const std::string& help, Options& options) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->callback([this, &options] { chosen_ = [&options]() -> CommandOptions { return options; }; });
    return *command;
  }

  void add_fetching_commands() {
    auto& run = add(app_, "run", "fetch and load all that is due, for every store", run_);
    add_fetching(run, run_.fetching);

    CLI::App* download = app_.add_subcommand("download", "fetch and load given days");
    add_fetching(*download, fetching_);
    download->add_option("--from", from_, "first day: today, yesterday, -7d, 2025-11-12")->required()->type_name("DAY");
    download->add_option("--to", to_, "last day, included")->required()->type_name("DAY");
    download->callback([this] {
      chosen_ = [this]() -> CommandOptions {
        return DownloadOptions{.fetching = fetching_, .from = date_word("--from", from_), .to = date_word("--to", to_)};
      };
    });

    auto& backfill = add(app_, "backfill", "fetch and load the days of a period that are not loaded yet", backfill_);
    add_fetching(backfill, backfill_.fetching);
    add_day(backfill, backfill_.from, "first day: today, yesterday, -7d, 2025-11-12", "--from", true);
    add_day(backfill, backfill_.to, "last day, included", "--to", true);
    backfill.add_option("--limit", backfill_.limit, "periods to fetch of a store's report, the newest first (31)")
        ->check(CLI::Range(1, 10'000))
        ->type_name("N");

    CLI::App& bootstrap = *app_.add_subcommand("bootstrap", "log in once by hand, in a window or on a page; the session is saved");
    bootstrap.callback([this] {
      if (is_remote_) bootstrap_.remote = remote_;
      chosen_ = [this]() -> CommandOptions { return bootstrap_; };
    });
    add_selection(bootstrap, bootstrap_.selection, true);
    bootstrap.add_option_function<int>(
        "--within", [this](int minutes) { bootstrap_.within = std::chrono::minutes(minutes); }, "minutes to wait for the login (15)");
    add_remote(bootstrap);
  }

  void add_remote(CLI::App& bootstrap) {
    auto* remote = bootstrap.add_flag_function(
        "--remote", [this](std::int64_t) { is_remote_ = true; }, "no window here: serve a page, and print its link");
    const auto of_remote = [remote](CLI::Option* option) { option->needs(remote); };
    of_remote(bootstrap.add_option("--listen", remote_.listen, "address and port of the page (127.0.0.1, any free port)")
                  ->type_name("ADDR:PORT"));
    of_remote(add_path(bootstrap, "--tls-certificate", remote_.tls_certificate, "serve the page over TLS: certificate and chain, PEM"));
    of_remote(add_path(bootstrap, "--tls-key", remote_.tls_key, "the certificate's private key, PEM"));
    of_remote(
        bootstrap.add_flag("--plain-http", remote_.plain_http, "allow an address that others can reach without TLS (they can listen in)"));
    of_remote(bootstrap
                  .add_option_function<int>(
                      "--idle", [this](int minutes) { remote_.idle = std::chrono::minutes(minutes); },
                      "minutes without a person after which the page closes (10)")
                  ->check(CLI::Range(1, 24 * 60))
                  ->type_name("MINUTES"));
  }

  void add_record_command() {
    auto& record = add(app_, "record", "write a recipe while a person does the work in a window", record_);
    add_selection(record, record_.selection, true);
    record.add_option("url", record_.url, "where to begin: the page to sign in on")->required()->type_name("URL");
    record.add_option("--report", record_.report, "the new report's name (default report)")->type_name("REPORT");
    add_path(record, "-o,--output", record_.output, "recipe to write; never overwritten (default SITE.yaml)");
    add_window(record, record_.window);
  }

  void add_session_commands() {
    CLI::App* sessions = app_.add_subcommand("sessions", "saved logins: list, check, export, import, forget, release, rollback");
    sessions->require_subcommand(1);
    add(*sessions, "list", "the stores and their saved sessions", sessions_list_);
    add_selection(add(*sessions, "check", "ask the sites whether the sessions still hold", sessions_check_), sessions_check_.selection,
                  false);
    auto& exporting = add(*sessions, "export", "write a session as Playwright's storage state (not sealed!)", sessions_export_);
    add_selection(exporting, sessions_export_.selection, true);
    add_path(exporting, "file", sessions_export_.file, "file to write, mode 0600")->required();
    auto& importing = add(*sessions, "import", "seal a storage state made elsewhere", sessions_import_);
    add_selection(importing, sessions_import_.selection, true);
    add_path(importing, "file", sessions_import_.file, "Playwright's storage_state.json")->required();
    add_selection(add(*sessions, "forget", "delete a saved session", sessions_forget_), sessions_forget_.selection, true);
    add_selection(add(*sessions, "release", "let a store sign in again that was held back after two refused passwords", sessions_release_),
                  sessions_release_.selection, true);
    auto& rollback = add(*sessions, "rollback", "go back to an earlier one of the three saved sessions", sessions_rollback_);
    add_selection(rollback, sessions_rollback_.selection, true);
    rollback.add_option("--version", sessions_rollback_.version, "the version to go back to (the one before the newest)")
        ->check(CLI::Range(1, 1'000'000'000))
        ->type_name("N");
  }

  void add_judging_commands() {
    auto& parsing = add(app_, "parse", "show what would be loaded from a file, and what would be refused", parse_);
    add_path(parsing, "file", parse_.file, "a report's file, of any kind that is read")->required();
    parsing.add_option("--report", parse_.report, "site code and report: td/order_report (without it: the tables as they are)")
        ->type_name("SITE/REPORT");
    parsing.add_option("--store", parse_.store, "store code: whose file it is")->type_name("STORE");
    add_day(parsing, parse_.from, "first day that was asked for", "--from");
    add_day(parsing, parse_.to, "last day that was asked for, included (default --from)", "--to");
    parsing.add_option("--limit", parse_.limit, "rows to show (20)")->check(CLI::Range(0, 1'000'000))->type_name("N");
    parsing.add_flag("--csv", parse_.csv, "print all rows as CSV");

    auto& accept = add(app_, "accept", "load a file although gates refused it, on a person's word", accept_);
    accept.add_option("what", accept_.what, "id of the ledger, or path of the file (or say --crm, --store, --report and --from)");
    add_selection(accept, accept_.selection, false);
    accept.add_option("--report", accept_.selection.report, "report name")->type_name("REPORT");
    add_day(accept, accept_.from, "first day of the file's period", "--from");
    add_day(accept, accept_.to, "last day of the file's period, included (default --from)", "--to");
    accept.add_option("--reason", accept_.reason, "why the file is right all the same")->type_name("TEXT");
    accept.add_option("--by", accept_.by, "who says so (default the user who calls)")->type_name("NAME");
    accept.add_flag("--dry-run", accept_.dry_run, "only show what would be loaded");
  }

  void add_passing_on_commands() {
    auto& upload = add(app_, "upload", "bring sheets, tables and files up to date with what is loaded", upload_);
    add_selection(upload, upload_.selection, false);
    upload.add_option("--report", upload_.selection.report, "report name, or all")->type_name("REPORT");
    upload.add_flag("--dry-run", upload_.dry_run, "only show, row by row, what would be written");
    auto& exporting = add(app_, "export", "write what is loaded to standard output", export_);
    add_selection(exporting, export_.selection, false);
    exporting.add_option("--report", export_.selection.report, "report name, or all")->type_name("REPORT");
    exporting.add_flag("--singer", export_.singer, "as Singer messages, for any Singer target")->required();
  }

  void add_looking_commands() {
    auto& schedule = add(app_, "schedule", "stay, and run what nightporter.yaml schedules", schedule_);
    schedule.add_flag("--print", schedule_.print_only, "only print the next times");
    auto& coverage = add(app_, "coverage", "a calendar of the days that are loaded, and of those that are not", coverage_);
    add_selection(coverage, coverage_.selection, false);
    coverage.add_option("--report", coverage_.selection.report, "report name, or all")->type_name("REPORT");
    add_day(coverage, coverage_.from, "first day (default the first of last month)", "--from");
    add_day(coverage, coverage_.to, "last day, included (default yesterday)", "--to");
    auto& ledger = add(app_, "ledger", "what was fetched: file, period, hash, outcome", ledger_);
    add_selection(ledger, ledger_.selection, false);
    ledger.add_option("--report", ledger_.selection.report, "report name, or all")->type_name("REPORT");
    ledger.add_option("--run", ledger_.run, "only this run")->type_name("RUN");
    ledger.add_option("--limit", ledger_.limit, "newest entries to show (50)")->check(CLI::Range(1, 1'000'000))->type_name("N");
    auto& runs = add(app_, "runs", "the runs and how they ended", runs_);
    runs.add_option("--limit", runs_.limit, "newest runs to show (20)")->check(CLI::Range(1, 1'000'000))->type_name("N");
    auto& doctor = add(app_, "doctor", "look for what would break a run: Chrome, folders, configuration, sessions", doctor_);
    doctor.add_flag("--quick", doctor_.quick, "without starting Chrome (for health checks)");
  }

  void add_sites_commands() {
    CLI::App* sites = app_.add_subcommand("sites", "recipes of web sites: list, check, schema, infer, import, export");
    sites->require_subcommand(1);
    add(*sites, "list", "the sites known and where their recipes are", sites_list_);
    auto& check = add(*sites, "check", "look for mistakes in recipes", sites_check_);
    check
        .add_option_function<std::vector<std::string>>(
            "file", [this](const std::vector<std::string>& files) { sites_check_.files.assign(files.begin(), files.end()); }, "recipes")
        ->type_name("FILE");
    add(*sites, "schema", "print the JSON Schema of recipes, for editors", sites_schema_);
    auto& inferring = add(*sites, "infer", "propose what a recipe says of a file's table", sites_infer_);
    add_path(inferring, "file", sites_infer_.file, "a sample of the report, of any kind that is read")->required();
    inferring.add_option("--site", sites_infer_.site, "the site's code, for names of tables (default site)")->type_name("SITE");
    inferring.add_option("--report", sites_infer_.report, "the report's name (default report)")->type_name("REPORT");
    add_path(inferring, "-o,--output", sites_infer_.output, "file to write; never overwritten (default standard output)");
    auto& importing = add(*sites, "import", "make a recipe from a recording of Chrome's Recorder", sites_import_);
    add_path(importing, "file", sites_import_.file, "the recording, exported as JSON")->required();
    importing.add_option("--site", sites_import_.site, "the new site's code (default after its address)")->type_name("SITE");
    importing.add_option("--report", sites_import_.report, "the new report's name (default report)")->type_name("REPORT");
    add_day(importing, sites_import_.day, "day that the recording asked the site for (default the day on which the file was saved)");
    add_path(importing, "-o,--output", sites_import_.output, "recipe to write; never overwritten (default standard output)");
    auto& exporting = add(*sites, "export", "write the steps of a report as a recording for Chrome's Recorder", sites_export_);
    exporting.add_option("report", sites_export_.report, "site code and report: td/order_report")->required()->type_name("SITE/REPORT");
    exporting.add_flag_function(
                 "--recorder", [](std::int64_t) {}, "as a recording of Chrome's Recorder; the only form there is")
        ->required();
    add_day(exporting, sites_export_.day, "day to write in place of from and to (default yesterday)");
    add_path(exporting, "-o,--output", sites_export_.output, "file to write; never overwritten (default standard output)");
  }

  void add_set_up_commands() {
    auto& demo = add(app_, "demo", "run the whole job against the built-in back office", demo_);
    add_path(demo, "--folder", demo_.folder, "where the demo keeps its database and files (default ./nightporter-demo)");
    add_window(demo, demo_.window);
    demo.add_flag("--serve", demo_.serve_only, "only serve the back office, to try recipes against it");
    auto& init = add(app_, "init", "write a configuration with comments to start from", init_);
    add_path(init, "file", init_.file, "file to write (default nightporter.yaml)");
    CLI::App* config = app_.add_subcommand("config", "the configuration");
    config->require_subcommand(1);
    add(*config, "check", "look for mistakes in the configuration", config_check_);
  }

  CLI::App app_;
  GlobalOptions global_;
  std::function<CommandOptions()> chosen_;

  RunOptions run_;
  FetchingOptions fetching_;
  std::string from_;
  std::string to_;
  BootstrapOptions bootstrap_;
  RecordOptions record_;
  RemoteOptions remote_;
  bool is_remote_ = false;
  SessionsListOptions sessions_list_;
  SessionsCheckOptions sessions_check_;
  SessionsExportOptions sessions_export_;
  SessionsImportOptions sessions_import_;
  SessionsForgetOptions sessions_forget_;
  SessionsReleaseOptions sessions_release_;
  SessionsRollbackOptions sessions_rollback_;
  ScheduleOptions schedule_;
  BackfillOptions backfill_;
  CoverageOptions coverage_;
  LedgerOptions ledger_;
  ParseOptions parse_;
  AcceptOptions accept_;
  UploadOptions upload_;
  ExportOptions export_;
  RunsOptions runs_;
  DoctorOptions doctor_;
  SitesListOptions sites_list_;
  SitesCheckOptions sites_check_;
  SitesSchemaOptions sites_schema_;
  SitesInferOptions sites_infer_;
  SitesImportOptions sites_import_;
  SitesExportOptions sites_export_;
  DemoOptions demo_;
  InitOptions init_;
  ConfigCheckOptions config_check_;
};

}  // namespace

std::variant<CommandLine, TextToPrint> parse_command_line(int argc, const char* const* argv) {
  return CommandTree().parse(argc, argv);
}

}  // namespace nightporter::app
