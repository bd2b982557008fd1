#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/options.h"
#include "app/config/environment.h"
#include "app/schedule/timetable.h"
#include "model/store.h"

namespace nightporter::app {

/// How Chrome is found and started.
struct ChromeSettings {
  std::string executable;          // empty = the first one fit for the job
  bool sandbox = true;             // `sandbox: off` is for containers that cannot have one; a run then warns
  std::string run_as;              // user name when we are root; empty = nobody
  std::string transport;           // "websocket", "pipe" or a ws:// address
  std::filesystem::path profiles;  // folder of the profiles that are kept; empty = profiles in the data folder
};

/// How long files, and rows as they came, stay. nullopt = for ever.
struct Retention {
  std::optional<std::chrono::days> downloads = std::chrono::days(7);
  std::optional<std::chrono::days> evidence = std::chrono::days(30);
  std::optional<std::chrono::days> staging = std::chrono::days(30);
};

/// Where a secret of a store comes from; it is read when it is needed, so that listing stores touches no secret.
struct SecretReference {
  std::string name;    // "password"
  std::string source;  // "env:TD_A668_PASSWORD" or "file:/run/secrets/td_a668"
  std::string place;   // "nightporter.yaml:14", for messages
};

/// Another server in place of a real one.
struct OriginSetting {
  std::string other;  // the origin that is used
  std::string place;  // "nightporter.yaml:7", for messages
};

/// A place where uploads go to, by the name that stores refer to it with.
struct DestinationSettings {
  enum class Kind { kGoogleSheet, kSqlite, kCsv, kExcel };
  std::string name;
  Kind kind = Kind::kCsv;
  std::string spreadsheet;      // the id; of kGoogleSheet
  SecretReference credentials;  // the service account's key; of kGoogleSheet
  std::string server;           // in place of Google's; empty = Google's own
  std::filesystem::path path;   // the database file, or the folder of the files
  std::string place;
};

/// Where a store's report goes after it was loaded.
struct UploadSettings {
  std::string report;
  std::string to;            // the destination's name
  std::string as;            // the tab, table or file there; empty = by the report
  std::string store_column;  // header of a column with the store's code; empty = none
  std::string place;
};

/// A mailbox that one-time passwords are sent to; its password is the store's secret "mail_password".
struct OtpMailSettings {
  std::string server;
  std::string user;
  std::string folder;
  std::string sender;
  std::string pattern;
  std::filesystem::path authorities;
};

/// A store as configured.
struct StoreSettings {
  model::SiteCode site;
  model::StoreCode code;
  std::string name;
  std::vector<SecretReference> secrets;
  std::map<std::string, std::string> variables;
  std::vector<std::string> otp_command;  // prints a one-time password; empty = none
  std::filesystem::path otp_file;        // where another program puts one-time passwords; empty = nowhere
  std::optional<OtpMailSettings> otp_mail;
  std::vector<std::string> reports;  // empty = every report of the recipe
  std::vector<UploadSettings> uploads;
  std::optional<RunTimes> schedule;  // of its own
  bool keeps_profile = false;        // `session: profile`: a Chrome profile of its own in place of a saved state
  std::string place;
};

/// nightporter.yaml, with environment variables and flags applied. In the file, paths are relative to it.
/// read_configuration makes `data` and `downloads` absolute.
struct Configuration {
  std::filesystem::path file;  // empty = there is none
  std::filesystem::path data = "data";
  std::filesystem::path downloads = "downloads";
  std::string database_reference;                 // database.url as written; empty = not there
  std::string database_place;                     // "nightporter.yaml:7"
  std::optional<model::Secret> database_address;  // PostgreSQL's; nullopt = SQLite. Set by read_configuration
  Retention retention;
  stages::TraceWhen trace = stages::TraceWhen::kOnFailure;
  ChromeSettings chrome;
  int parallel = 2;
  std::optional<RunTimes> schedule;  // for the stores without one of their own
  std::vector<std::filesystem::path> site_folders;
  std::map<std::string, std::map<std::string, OriginSetting>> origins;  // site code → real origin → the one used in its place
  std::map<std::string, DestinationSettings> destinations;
  std::vector<StoreSettings> stores;

  std::filesystem::path sqlite_file() const { return data / "nightporter.sqlite"; }
  std::filesystem::path key_file() const { return data / "nightporter.key"; }
  std::filesystem::path evidence() const { return data / "evidence"; }
  /// Where the store's own profile lies; empty when it keeps none.
  std::filesystem::path profile_of(const StoreSettings& store) const {
    if (!store.keeps_profile) return {};
    return (chrome.profiles.empty() ? data / "profiles" : chrome.profiles) / (store.site.value() + "-" + store.code.value());
  }
  std::filesystem::path log_file() const { return data / "nightporter.log"; }
};

/// The file that --config or NIGHTPORTER_CONFIG names, else ./nightporter.yaml; empty when there is none.
std::filesystem::path configuration_file(const GlobalOptions& options, const Environment& environment);

/// Finds and reads the configuration; flags win over the environment (NIGHTPORTER_DATA, NIGHTPORTER_DOWNLOADS, NIGHTPORTER_CHROME,
/// NIGHTPORTER_CHROME_SANDBOX, NIGHTPORTER_PARALLEL), the environment over the file.
/// Throws ConfigurationError with every mistake, a line each: file, line, key, remedy.
Configuration read_configuration(const GlobalOptions& options, const Environment& environment);

/// Reads the text of a configuration file. `file` is for messages and for resolving relative paths.
Configuration parse_configuration(const std::string& text, const std::filesystem::path& file);

/// The secret that a reference leads to. Throws ConfigurationError, naming `of` ("td/a668"), when it leads nowhere.
model::Secret read_secret(const SecretReference& reference, const std::string& of, const Environment& environment);

/// The store with its secrets read. Besides the configured ones, NIGHTPORTER_<SITE>_<STORE>_<NAME> in the environment gives the
/// secrets `username`, `password` and `totp`. Throws ConfigurationError that names the reference that leads nowhere.
model::Store resolve_store(const StoreSettings& settings, const Environment& environment);

/// The stores that `--crm` and `--store` name, in the file's order. Throws UsageError that lists what there is when none fits.
std::vector<StoreSettings> select_stores(const Configuration& configuration, const Selection& selection);

}  // namespace nightporter::app
