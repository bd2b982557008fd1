#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/date_words.h"
#include "stages/collect/trace_when.h"

namespace nightporter::app {

/// Options that every command understands.
struct GlobalOptions {
  std::filesystem::path configuration;  // empty = ./nightporter.yaml if it is there
  std::filesystem::path data;           // empty = as configured
  std::filesystem::path downloads;      // empty = as configured
  std::filesystem::path wire_log;       // empty = none
  std::string transport;                // "", "websocket", "pipe", or a ws:// endpoint
  bool json = false;
  bool verbose = false;
};

enum class Window {
  kHeadless,
  kHeaded,
  kElsewhere,  // headless, drawn finely enough for the screen of a phone
};

/// Which stores and reports a command is about; "all" or a code.
struct Selection {
  std::string crm = "all";
  std::string store = "all";
  std::string report = "all";
};

/// How `run` and `download` go about it.
struct FetchingOptions {
  Selection selection;
  Window window = Window::kHeadless;
  bool keep_files = false;
  int parallel = 0;                        // 0 = as configured
  std::optional<stages::TraceWhen> trace;  // nullopt = as configured
  bool debug = false;                      // step by step, a person is asked
  bool individual_sessions = false;        // a session for each report, whatever the recipe says
  bool dry_run = false;                    // only says what would be fetched
  bool compare = false;                    // fetches, and only says what loading would change
};

struct RunOptions {
  FetchingOptions fetching;
};

struct DownloadOptions {
  FetchingOptions fetching;
  DateWord from;
  DateWord to;
};

/// Fetches the days of a period that are not loaded yet.
struct BackfillOptions {
  FetchingOptions fetching;
  std::optional<DateWord> from;  // the command line requires both
  std::optional<DateWord> to;
  int limit = 31;  // periods of a store's report, the newest first
};

/// The login is done on a page that we serve, by a person who sits somewhere else.
struct RemoteOptions {
  std::string listen = "127.0.0.1:0";
  std::filesystem::path tls_certificate;
  std::filesystem::path tls_key;
  bool plain_http = false;  // also where others can listen in
  std::chrono::seconds idle{10 * 60};
};

struct BootstrapOptions {
  Selection selection;
  std::chrono::seconds within{15 * 60};
  std::optional<RemoteOptions> remote;  // unset: in a window
};

struct SessionsListOptions {};
struct SessionsCheckOptions {
  Selection selection;
};
struct SessionsExportOptions {
  Selection selection;
  std::filesystem::path file;
};
struct SessionsImportOptions {
  Selection selection;
  std::filesystem::path file;
};
struct SessionsForgetOptions {
  Selection selection;
};
struct SessionsReleaseOptions {
  Selection selection;
};
struct SessionsRollbackOptions {
  Selection selection;
  int version = 0;  // 0 = the one before the newest
};

/// Runs what nightporter.yaml schedules, until it is stopped.
struct ScheduleOptions {
  bool print_only = false;  // only says when
};

/// Which days are loaded.
struct CoverageOptions {
  Selection selection;
  std::optional<DateWord> from;  // empty = the first of last month
  std::optional<DateWord> to;    // empty = yesterday
};

struct LedgerOptions {
  Selection selection;
  std::string run;
  int limit = 50;
};

/// Shows what would be loaded from a file.
struct ParseOptions {
  std::filesystem::path file;
  std::string report;  // "td/order_report"; empty = the tables as they are
  std::string store;   // code; empty = nobody knows whose file it is
  std::optional<DateWord> from;
  std::optional<DateWord> to;  // empty = from
  int limit = 20;              // rows shown in a table for people
  bool csv = false;
};

/// A person accepts a file that gates refused.
struct AcceptOptions {
  std::string what;  // id of the ledger or path of a file; empty = by the selection
  Selection selection;
  std::optional<DateWord> from;
  std::optional<DateWord> to;  // empty = from
  std::string reason;
  std::string by;  // who; empty = the user who called
  bool dry_run = false;
};

struct UploadOptions {
  Selection selection;
  bool dry_run = false;
};

struct ExportOptions {
  Selection selection;
  bool singer = false;
};

struct RunsOptions {
  int limit = 20;
};

struct DoctorOptions {
  bool quick = false;
};

struct RecordOptions {
  Selection selection;
  std::string url;
  std::string report = "report";
  std::filesystem::path output;  // empty = SITE.yaml
  Window window = Window::kHeaded;
};

struct SitesListOptions {};
struct SitesCheckOptions {
  std::vector<std::filesystem::path> files;
};
struct SitesSchemaOptions {};
/// Proposes a mapping for a sample file.
struct SitesInferOptions {
  std::filesystem::path file;
  std::string site = "site";
  std::string report = "report";
  std::filesystem::path output;  // empty = standard output
};
struct SitesImportOptions {
  std::filesystem::path file;
  std::string site;  // code; empty = after the first origin
  std::string report = "report";
  std::filesystem::path output;  // empty = standard output
  std::optional<DateWord> day;   // that the recording asked for; empty = when the file was saved
};
struct SitesExportOptions {
  std::string report;            // "td/order_report"
  std::filesystem::path output;  // empty = standard output
  std::optional<DateWord> day;   // written into the recording; empty = yesterday
};

struct DemoOptions {
  std::filesystem::path folder = "nightporter-demo";
  Window window = Window::kHeadless;
  bool serve_only = false;
};

struct InitOptions {
  std::filesystem::path file = "nightporter.yaml";
};

struct ConfigCheckOptions {};

using CommandOptions =
    std::variant<RunOptions, DownloadOptions, BackfillOptions, CoverageOptions, BootstrapOptions, RecordOptions, SessionsListOptions,
                 SessionsCheckOptions, SessionsExportOptions, SessionsImportOptions, SessionsForgetOptions, SessionsReleaseOptions,
                 SessionsRollbackOptions, ScheduleOptions, LedgerOptions, ParseOptions, AcceptOptions, UploadOptions, ExportOptions,
                 RunsOptions, DoctorOptions, SitesListOptions, SitesCheckOptions, SitesSchemaOptions, SitesInferOptions, SitesImportOptions,
                 SitesExportOptions, DemoOptions, InitOptions, ConfigCheckOptions>;

}  // namespace nightporter::app
