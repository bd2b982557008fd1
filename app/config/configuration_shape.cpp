#include "app/config/configuration_shape.h"

#include <algorithm>
#include <regex>
#include <string>

#include "app/config/database_address.h"
#include "app/config/keep_time.h"
#include "app/schedule/cron_entry.h"

namespace nightporter::app {

using sites::yaml::Complaint;
using sites::yaml::Key;
using sites::yaml::Object;
using sites::yaml::Presence;
using sites::yaml::Value;
using Kind = sites::yaml::Value::Kind;

namespace {

std::optional<Complaint> check_code(const std::string& text) {
  const bool good =
      !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") == std::string::npos;
  if (good) return std::nullopt;
  return Complaint{"\"" + text + "\" is not a code", "use letters, digits, \"-\", \"_\" and \".\" only"};
}

std::optional<Complaint> check_secret_reference(const std::string& text) {
  if (text.starts_with("env:") && text.size() > 4) return std::nullopt;
  if (text.starts_with("file:") && text.size() > 5) return std::nullopt;
  return Complaint{"a secret does not belong into this file", "write env:NAME or file:PATH, and put the secret there"};
}

std::optional<Complaint> check_keep(const std::string& text) {
  if (parse_keep_time(text)) return std::nullopt;
  return Complaint{"\"" + text + "\" is not a time to keep files", "write for example \"7 days\", \"none\" or \"for ever\""};
}

std::optional<Complaint> check_cron_entry(const std::string& text) {
  try {
    CronEntry::parse(text);
    return std::nullopt;
  } catch (const CronError& error) {
    return Complaint{error.what(), "write for example '15 2 * * *' for a quarter past two each night"};
  }
}

std::optional<Complaint> check_time_zone(const std::string& text) {
  if (is_time_zone(text)) return std::nullopt;
  return Complaint{"there is no time zone \"" + text + "\"", "write an IANA name such as Asia/Kolkata or Europe/Berlin"};
}

std::optional<Complaint> check_transport(const std::string& text) {
  if (text == "websocket" || text == "pipe" || is_chrome_address(text)) return std::nullopt;
  return Complaint{"unknown transport \"" + text + "\"", "write websocket, pipe, or the ws:// or wss:// address of a running Chrome"};
}

std::optional<Complaint> check_database(const std::string& text) {
  if (is_database_reference(text)) return std::nullopt;
  if (text.starts_with("postgres"))
    return Complaint{"a password does not belong into this file", "write env:NAME or file:PATH, and put the whole address there"};
  return Complaint{"\"" + text + "\" is not the address of a database", "write postgresql://user@host/database, env:NAME or file:PATH"};
}

std::optional<Complaint> check_mail_server(const std::string& text) {
  const bool good =
      (text.starts_with("imaps://") || text.starts_with("imap://")) && text.find('/', text.find("://") + 3) == std::string::npos;
  if (good) return std::nullopt;
  return Complaint{"\"" + text + "\" is not a mail server", "write for example imaps://imap.example.com"};
}

std::optional<Complaint> check_pattern(const std::string& text) {
  try {
    const std::regex pattern(text);
  } catch (const std::regex_error& error) {
    return Complaint{"\"" + text + "\" is not a regular expression: " + error.what(), "write for example 'code is (\\d{6})'"};
  }
  return std::nullopt;
}

std::optional<Complaint> check_one_line(const std::string& text) {
  if (!text.empty() && text.find_first_of("\r\n") == std::string::npos) return std::nullopt;
  return Complaint{"this must be one line of text", "write part of the sender's name or address"};
}

const Value kText{.kind = Kind::kText, .description = "a text"};
const Value kPath{.kind = Kind::kText, .description = "a path"};
const Value kCode{.kind = Kind::kText, .description = "a code", .check = check_code};
const Value kCount{.kind = Kind::kInteger, .description = "a whole number"};
const Value kSessionKeeping{.kind = Kind::kWord, .description = "state or profile", .words = {"state", "profile"}};
const Value kSwitch{.kind = Kind::kWord, .description = "on or off", .words = {"on", "off"}};
const Value kTraceWhen{.kind = Kind::kWord, .description = "on, off or on-failure", .words = {"on", "off", "on-failure"}};
const Value kKeep{.kind = Kind::kText, .description = "a time such as 7 days", .check = check_keep};
const Value kTransport{.kind = Kind::kText, .description = "websocket, pipe, or a ws:// or wss:// address", .check = check_transport};
const Value kDatabase{.kind = Kind::kText, .description = "a PostgreSQL address, env:NAME or file:PATH", .check = check_database};
const Value kSecretReference{.kind = Kind::kText, .description = "env:NAME or file:PATH", .check = check_secret_reference};
const Value kMailServer{.kind = Kind::kText, .description = "a mail server", .check = check_mail_server};
const Value kPattern{.kind = Kind::kText, .description = "a regular expression", .check = check_pattern};
const Value kOneLine{.kind = Kind::kText, .description = "a line of text", .check = check_one_line};
const Value kArguments{.kind = Kind::kListOf, .description = "a program and its arguments", .element = &kText};
const Value kPaths{.kind = Kind::kListOf, .description = "a list of folders", .element = &kPath};
const Value kCodes{.kind = Kind::kListOf, .description = "a list of report names", .element = &kCode};
const Value kTexts{.kind = Kind::kMapOf, .description = "words and their texts", .element = &kText};
const Value kSecretReferences{.kind = Kind::kMapOf, .description = "secrets by name", .check = check_code, .element = &kSecretReference};
const Value kOrigins{.kind = Kind::kMapOf, .description = "origins and what is used in their place", .element = &kText};
const Value kOriginsBySite{.kind = Kind::kMapOf, .description = "origins by site code", .check = check_code, .element = &kOrigins};

const Value kCronEntry{.kind = Kind::kText, .description = "five fields as cron has them", .check = check_cron_entry};
const Value kCronEntries{.kind = Kind::kListOf, .description = "a list of cron entries", .element = &kCronEntry};
const Value kTimeZone{.kind = Kind::kText, .description = "an IANA time zone", .check = check_time_zone};

const Object& schedule() {
  static const Object object{
      .name = "key",
      .doc = "When `nightporter schedule` runs.",
      .keys = {{.name = "at", .value = &kCronEntries, .presence = Presence::kRequired, .doc = "Entries as in cron: '15 2 * * *'."},
               {.name = "time_zone", .value = &kTimeZone, .doc = "What they are meant in; the machine's when left out."}}};
  return object;
}
const Value& schedule_value() {
  static const Value value{.kind = Kind::kObject, .description = "at and time_zone", .object = &schedule()};
  return value;
}

const Object& downloads() {
  static const Object object{.name = "key",
                             .doc = "Downloaded files.",
                             .keys = {{.name = "folder", .value = &kPath, .doc = "Where they are put."},
                                      {.name = "keep", .value = &kKeep, .doc = "How long a file stays after it was loaded."}}};
  return object;
}

const Object& evidence() {
  static const Object object{.name = "key",
                             .doc = "Pictures, pages and traffic of what failed.",
                             .keys = {{.name = "keep", .value = &kKeep, .doc = "How long they stay."},
                                      {.name = "trace", .value = &kTraceWhen, .doc = "Of which reports a trace and a HAR are kept."}}};
  return object;
}

const Object& staging() {
  static const Object object{.name = "key",
                             .doc = "Rows as they came, beside the facts that they became.",
                             .keys = {{.name = "keep", .value = &kKeep, .doc = "How long they stay after they were loaded."}}};
  return object;
}

const Object& database() {
  static const Object object{
      .name = "key",
      .doc = "Where everything is remembered: SQLite in the data folder, unless a PostgreSQL server is named.",
      .keys = {{.name = "url", .value = &kDatabase, .doc = "postgresql://user@host/database, env:NAME or file:PATH."}}};
  return object;
}

const Object& chrome() {
  static const Object object{
      .name = "key",
      .doc = "The browser.",
      .keys = {{.name = "executable", .value = &kPath, .doc = "Chrome's program; the first one that fits when left out."},
               {.name = "sandbox", .value = &kSwitch, .doc = "off only where a container cannot have one."},
               {.name = "run_as", .value = &kText, .doc = "The user that Chrome runs as when Nightporter is root."},
               {.name = "transport", .value = &kTransport, .doc = "How to talk to it."},
               {.name = "profiles", .value = &kPath, .doc = "Folder of the profiles of stores with `session: profile`."}}};
  return object;
}

const Object& sites_object() {
  static const Object object{
      .name = "key",
      .doc = "Recipes.",
      .keys = {{.name = "folders", .value = &kPaths, .doc = "Folders with recipes of your own."},
               {.name = "origins", .value = &kOriginsBySite, .doc = "Servers to use in place of a site's real ones."}}};
  return object;
}

std::optional<Complaint> check_google_server(const std::string& text) {
  if (text.starts_with("https://") || text.starts_with("http://127.0.0.1:") || text.starts_with("http://localhost:")) return std::nullopt;
  return Complaint{"\"" + text + "\" is not a server to use in Google's place", "write https://…, or http://127.0.0.1:PORT for a trial"};
}

std::optional<Complaint> check_place_name(const std::string& text) {
  if (!text.empty() && text.find('/') == std::string::npos && text.front() != '.') return std::nullopt;
  return Complaint{"\"" + text + "\" is not the name of a tab, a table or a file", "leave \"/\" out, and a dot at the beginning"};
}

const Value kGoogleServer{.kind = Kind::kText, .description = "a server's address", .check = check_google_server};
const Value kPlaceName{.kind = Kind::kText, .description = "a tab, table or file", .check = check_place_name};

const Object& destination() {
  static const Object object{
      .name = "key",
      .doc = "A place where loaded rows go to.",
      .keys = {{.name = "google_sheet", .value = &kText, .doc = "A Google spreadsheet: its address, or the id in it."},
               {.name = "credentials", .value = &kSecretReference, .doc = "With google_sheet: the service account's key (JSON)."},
               {.name = "server", .value = &kGoogleServer, .doc = "With google_sheet, for a trial: a server in place of Google's."},
               {.name = "sqlite", .value = &kPath, .doc = "Another SQLite file; its tables are made when they are missing."},
               {.name = "csv", .value = &kPath, .doc = "A folder of CSV files."},
               {.name = "excel", .value = &kPath, .doc = "A folder of Excel workbooks (.xlsx)."}},
      .exactly_one_of = {{"google_sheet", "sqlite", "csv", "excel"}}};
  return object;
}

const Object& upload() {
  static const Object object{
      .name = "key",
      .doc = "Where the rows of a report go after they were loaded.",
      .keys = {{.name = "report", .value = &kCode, .presence = Presence::kRequired, .doc = "A report of the recipe."},
               {.name = "to", .value = &kCode, .presence = Presence::kRequired, .doc = "One of `destinations`."},
               {.name = "as", .value = &kPlaceName, .doc = "The tab, table or file there; named after the report when left out."},
               {.name = "store_column",
                .value = &kText,
                .doc = "Header of a first column with the store's code: for stores that share a tab."}}};
  return object;
}

const Value kUpload{.kind = Kind::kObject, .description = "report, to and as", .object = &upload()};
const Value kUploads{.kind = Kind::kListOf, .description = "a list of uploads", .element = &kUpload};

const Object& otp_mail() {
  static const Object object{
      .name = "key",
      .doc = "A mailbox that one-time passwords are sent to. Its password is the store's secret mail_password.",
      .keys = {
          {.name = "server", .value = &kMailServer, .presence = Presence::kRequired, .doc = "imaps://host, or imap://host (STARTTLS)."},
          {.name = "user", .value = &kOneLine, .presence = Presence::kRequired, .doc = "The mailbox's user."},
          {.name = "folder", .value = &kOneLine, .doc = "INBOX when left out."},
          {.name = "sender", .value = &kOneLine, .presence = Presence::kRequired, .doc = "Part of the sender's name or address."},
          {.name = "pattern",
           .value = &kPattern,
           .presence = Presence::kRequired,
           .doc = "Where the code stands in a line; group 1 is the code."},
          {.name = "authorities", .value = &kPath, .doc = "Whom to trust instead of the system's authorities (PEM)."}}};
  return object;
}

const Object& store() {
  static const Value mail{.kind = Kind::kObject, .description = "a mailbox", .object = &otp_mail()};
  static const Object object{
      .name = "key",
      .doc = "One login at one site.",
      .keys = {
          {.name = "site", .value = &kCode, .presence = Presence::kRequired, .doc = "The site's code, as in its recipe."},
          {.name = "code", .value = &kCode, .presence = Presence::kRequired, .doc = "The store's code, unique within the site."},
          {.name = "name", .value = &kText, .doc = "The name in file names; the code when left out."},
          {.name = "secrets", .value = &kSecretReferences, .doc = "Where username, password, totp… come from."},
          {.name = "variables", .value = &kTexts, .doc = "Words for the recipe: {{ store.<word> }}."},
          {.name = "otp_command", .value = &kArguments, .doc = "A program that prints each one-time password, with its arguments."},
          {.name = "otp_mail", .value = &mail, .doc = "A mailbox that one-time passwords are sent to."},
          {.name = "otp_file", .value = &kPath, .doc = "A file in which another program puts each one-time password."},
          {.name = "schedule", .value = &schedule_value(), .doc = "Its own times, in place of the file's."},
          {.name = "session", .value = &kSessionKeeping, .doc = "profile: a Chrome profile of its own, for what no saved state holds."},
          {.name = "reports", .value = &kCodes, .doc = "Only these reports of the recipe."},
          {.name = "upload", .value = &kUploads, .doc = "Where the rows go after they were loaded."}}};
  return object;
}

}  // namespace

bool is_chrome_address(std::string_view transport) {
  return transport.starts_with("ws://") || transport.starts_with("wss://");
}

const Value& configuration_shape() {
  static const Value store_value{.kind = Kind::kObject, .description = "a store", .object = &store()};
  static const Value stores{.kind = Kind::kListOf, .description = "a list of stores", .element = &store_value};
  static const Value downloads_value{.kind = Kind::kObject, .description = "folder and keep", .object = &downloads()};
  static const Value database_value{.kind = Kind::kObject, .description = "url", .object = &database()};
  static const Value staging_value{.kind = Kind::kObject, .description = "keep", .object = &staging()};
  static const Value evidence_value{.kind = Kind::kObject, .description = "keep and trace", .object = &evidence()};
  static const Value chrome_value{.kind = Kind::kObject, .description = "Chrome's settings", .object = &chrome()};
  static const Value sites_value{.kind = Kind::kObject, .description = "folders and origins", .object = &sites_object()};
  static const Value destination_value{.kind = Kind::kObject, .description = "a destination", .object = &destination()};
  static const Value destinations_value{
      .kind = Kind::kMapOf, .description = "destinations by name", .check = check_code, .element = &destination_value};
  static const Object object{
      .name = "key",
      .doc = "Nightporter's configuration.",
      .keys = {{.name = "data", .value = &kPath, .doc = "Folder of the database, sealed sessions, log and evidence."},
               {.name = "database", .value = &database_value, .doc = "PostgreSQL in place of SQLite."},
               {.name = "downloads", .value = &downloads_value, .doc = "Downloaded files."},
               {.name = "evidence", .value = &evidence_value, .doc = "What is kept of failures."},
               {.name = "staging", .value = &staging_value, .doc = "How long rows stay as they came."},
               {.name = "parallel", .value = &kCount, .doc = "Stores side by side."},
               {.name = "schedule", .value = &schedule_value(), .doc = "When `nightporter schedule` runs the stores."},
               {.name = "chrome", .value = &chrome_value, .doc = "The browser."},
               {.name = "sites", .value = &sites_value, .doc = "Recipes."},
               {.name = "destinations", .value = &destinations_value, .doc = "Where loaded rows can go to."},
               {.name = "stores", .value = &stores, .doc = "The logins."}}};
  static const Value value{.kind = Kind::kObject, .description = "a configuration", .object = &object};
  return value;
}

}  // namespace nightporter::app
