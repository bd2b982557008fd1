#include "app/config/configuration.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <system_error>

#include "app/config/configuration_shape.h"
#include "app/config/database_address.h"
#include "app/config/keep_time.h"
#include "app/config/upload_settings.h"
#include "app/error.h"
#include "sites/recording/machine_time_zone.h"
#include "sites/yaml/document.h"

namespace nightporter::app {

namespace fs = std::filesystem;
using sites::yaml::Node;
using sites::yaml::Problem;

namespace {

constexpr int kMostParallel = 64;

std::string text_of(const Node& map, std::string_view key, std::string otherwise = {}) {
  const Node* node = map.find(key);
  return node == nullptr || node->is_null() ? std::move(otherwise) : node->text;
}

const Node& child(const Node& map, std::string_view key) {
  static const Node nothing;
  const Node* node = map.find(key);
  return node == nullptr ? nothing : *node;
}

int read_parallel(const std::string& text, const std::string& place) {
  int number = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stopped != text.data() + text.size() || number < 1 || number > kMostParallel)
    throw ConfigurationError(place + ": \"" + text + "\" is not a number of stores", "Write a whole number from 1 to 64.");
  return number;
}

/// "file:PATH" with the path seen from the configuration's folder; anything else as it is.
std::string from_folder(const fs::path& folder, const std::string& source) {
  constexpr std::string_view kFile = "file:";
  if (!source.starts_with(kFile)) return source;
  return std::string(kFile) + (folder / source.substr(kFile.size())).lexically_normal().string();
}

/// The shape has checked each entry.
std::optional<RunTimes> read_schedule(const Node* node, const std::string& file) {
  if (node == nullptr || node->is_null()) return std::nullopt;
  RunTimes times{.time_zone = text_of(*node, "time_zone", sites::recording::machine_time_zone()),
                 .place = file + ":" + std::to_string(node->place.line)};
  for (const Node& entry : child(*node, "at").items) times.at.push_back(CronEntry::parse(entry.text));
  return times;
}

StoreSettings read_store(const Node& node, const fs::path& folder, const std::string& file) {
  StoreSettings store{.site = model::SiteCode(text_of(node, "site")),
                      .code = model::StoreCode(text_of(node, "code")),
                      .name = text_of(node, "name", text_of(node, "code")),
                      .place = file + ":" + std::to_string(node.place.line)};
  for (const auto& entry : child(node, "secrets").entries)
    store.secrets.push_back(
        {.name = entry.key, .source = from_folder(folder, entry.value.text), .place = file + ":" + std::to_string(entry.place.line)});
  for (const auto& entry : child(node, "variables").entries) store.variables.emplace(entry.key, entry.value.text);
  if (const std::string otp_file = text_of(node, "otp_file"); !otp_file.empty()) store.otp_file = (folder / otp_file).lexically_normal();
  store.schedule = read_schedule(node.find("schedule"), file);
  store.keeps_profile = text_of(node, "session") == "profile";
  for (const Node& word : child(node, "otp_command").items) store.otp_command.push_back(word.text);
  if (const Node* mail = node.find("otp_mail")) {
    const std::string authorities = text_of(*mail, "authorities");
    store.otp_mail = OtpMailSettings{.server = text_of(*mail, "server"),
                                     .user = text_of(*mail, "user"),
                                     .folder = text_of(*mail, "folder", "INBOX"),
                                     .sender = text_of(*mail, "sender"),
                                     .pattern = text_of(*mail, "pattern"),
                                     .authorities = authorities.empty() ? fs::path() : (folder / authorities).lexically_normal()};
  }
  for (const Node& report : child(node, "reports").items) store.reports.push_back(report.text);
  store.uploads = read_uploads(child(node, "upload"), file);
  return store;
}

[[noreturn]] void refuse(std::vector<Problem> problems) {
  sites::yaml::sort_by_place(problems);
  std::string message;
  for (const Problem& problem : problems) message += (message.empty() ? "" : "\n") + problem.to_string();
  throw ConfigurationError(std::move(message));
}

void check_stores_are_distinct(const std::vector<StoreSettings>& stores) {
  std::set<std::pair<model::SiteCode, model::StoreCode>> seen;
  for (const StoreSettings& store : stores)
    if (!seen.emplace(store.site, store.code).second)
      throw ConfigurationError(store.place + ": the store " + store.site.value() + "/" + store.code.value() + " stands here a second time",
                               "Remove one of the two entries.");
}

void apply_environment(Configuration& configuration, const Environment& environment) {
  if (const auto data = environment.find("NIGHTPORTER_DATA")) configuration.data = *data;
  if (const auto downloads = environment.find("NIGHTPORTER_DOWNLOADS")) configuration.downloads = *downloads;
  if (const auto chrome = environment.find("NIGHTPORTER_CHROME")) configuration.chrome.executable = *chrome;
  if (const auto sandbox = environment.find("NIGHTPORTER_CHROME_SANDBOX")) {
    if (*sandbox != "on" && *sandbox != "off")
      throw ConfigurationError("NIGHTPORTER_CHROME_SANDBOX: \"" + *sandbox + "\" is neither on nor off");
    configuration.chrome.sandbox = *sandbox == "on";
  }
  if (const auto parallel = environment.find("NIGHTPORTER_PARALLEL"))
    configuration.parallel = read_parallel(*parallel, "NIGHTPORTER_PARALLEL");
}

std::set<std::string> split_codes(const std::string& list) {
  std::set<std::string> codes;
  std::istringstream words(list);
  for (std::string code; std::getline(words, code, ',');)
    if (!code.empty()) codes.insert(code);
  return codes;
}

std::string upper_case_word(std::string_view text) {
  std::string word;
  for (const char c : text)
    word += std::isalnum(static_cast<unsigned char>(c)) != 0 ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
  return word;
}

}  // namespace

Configuration parse_configuration(const std::string& text, const fs::path& file) {
  sites::yaml::Document document = sites::yaml::read_document(text, file.string());
  if (document.problems.empty() && !document.root.is_null())
    sites::yaml::check_shape(document.root, configuration_shape(), "", document.file, document.problems);
  if (!document.problems.empty()) refuse(std::move(document.problems));

  const Node& root = document.root;
  const fs::path folder = file.parent_path();
  const auto from_here = [&folder](const std::string& path) { return (folder / path).lexically_normal(); };
  Configuration configuration;
  configuration.file = file;
  configuration.data = from_here(text_of(root, "data", "data"));
  if (const Node* url = child(root, "database").find("url")) {
    configuration.database_reference = from_folder(folder, url->text);
    configuration.database_place = document.file + ":" + std::to_string(url->place.line);
  }
  configuration.downloads = from_here(text_of(child(root, "downloads"), "folder", "downloads"));
  if (const Node* keep = child(root, "downloads").find("keep")) configuration.retention.downloads = parse_keep_time(keep->text)->days;
  if (const Node* keep = child(root, "evidence").find("keep")) configuration.retention.evidence = parse_keep_time(keep->text)->days;
  if (const Node* keep = child(root, "staging").find("keep")) configuration.retention.staging = parse_keep_time(keep->text)->days;
  const std::string trace = text_of(child(root, "evidence"), "trace", "on-failure");
  configuration.trace = trace == "on" ? stages::TraceWhen::kOn : trace == "off" ? stages::TraceWhen::kOff : stages::TraceWhen::kOnFailure;
  if (const Node* parallel = root.find("parallel"))
    configuration.parallel = read_parallel(parallel->text, file.string() + ":" + std::to_string(parallel->place.line) + ": parallel");

  configuration.schedule = read_schedule(root.find("schedule"), document.file);
  const Node& chrome = child(root, "chrome");
  configuration.chrome = {.executable = text_of(chrome, "executable"),
                          .sandbox = text_of(chrome, "sandbox", "on") == "on",
                          .run_as = text_of(chrome, "run_as"),
                          .transport = text_of(chrome, "transport", "websocket")};
  if (const std::string profiles = text_of(chrome, "profiles"); !profiles.empty())
    configuration.chrome.profiles = fs::absolute(from_here(profiles));
  for (const Node& path : child(child(root, "sites"), "folders").items) configuration.site_folders.push_back(from_here(path.text));
  for (const auto& site : child(child(root, "sites"), "origins").entries)
    for (const auto& origin : site.value.entries)
      configuration.origins[site.key][origin.key] = {.other = origin.value.text,
                                                     .place = document.file + ":" + std::to_string(origin.place.line)};
  configuration.destinations = read_destinations(child(root, "destinations"), folder, document.file);
  for (const Node& store : child(root, "stores").items) configuration.stores.push_back(read_store(store, folder, document.file));
  check_stores_are_distinct(configuration.stores);
  check_uploads(configuration);
  return configuration;
}

fs::path configuration_file(const GlobalOptions& options, const Environment& environment) {
  if (!options.configuration.empty()) return options.configuration;
  if (const auto named = environment.find("NIGHTPORTER_CONFIG")) return *named;
  return fs::exists("nightporter.yaml") ? fs::path("nightporter.yaml") : fs::path();
}

Configuration read_configuration(const GlobalOptions& options, const Environment& environment) {
  const fs::path file = configuration_file(options, environment);
  Configuration configuration;
  if (!file.empty()) {
    std::ifstream input(file, std::ios::binary);
    if (!input)
      throw ConfigurationError("the configuration " + file.string() + " cannot be read: " + std::generic_category().message(errno),
                               "`nightporter init " + file.string() + "` writes one to start from.");
    configuration = parse_configuration({std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()}, file);
  }
  apply_environment(configuration, environment);
  if (!options.data.empty()) configuration.data = options.data;
  if (!options.downloads.empty()) configuration.downloads = options.downloads;
  if (!options.transport.empty()) configuration.chrome.transport = options.transport;
  configuration.database_address = database_address(configuration.database_reference, configuration.database_place, environment);
  // The ledger remembers files by their paths, which must mean the same from every working directory.
  configuration.data = fs::absolute(configuration.data).lexically_normal();
  configuration.downloads = fs::absolute(configuration.downloads).lexically_normal();
  return configuration;
}

model::Secret read_secret(const SecretReference& reference, const std::string& of, const Environment& environment) {
  if (reference.source.starts_with("file:"))
    return read_secret_file(reference.source.substr(5), reference.place + ": secret " + reference.name);
  const std::string variable = reference.source.substr(4);
  if (auto secret = environment.find_secret(variable)) return *std::move(secret);
  throw ConfigurationError(reference.place + ": the secret " + reference.name + " of " + of + " comes from the environment variable " +
                               variable + ", which is not set",
                           "Set " + variable + ", or " + variable + "_FILE to a file that holds the secret; a .env file counts too.");
}

model::Store resolve_store(const StoreSettings& settings, const Environment& environment) {
  model::Store store{.site = settings.site, .code = settings.code, .name = settings.name, .variables = settings.variables};
  for (const SecretReference& reference : settings.secrets)
    store.secrets.emplace(reference.name, read_secret(reference, store.label(), environment));
  for (const char* name : {"username", "password", "totp"}) {
    if (store.secrets.contains(name)) continue;
    const std::string variable = "NIGHTPORTER_" + upper_case_word(settings.site.value()) + "_" + upper_case_word(settings.code.value()) +
                                 "_" + upper_case_word(name);
    if (auto secret = environment.find_secret(variable)) store.secrets.emplace(name, std::move(*secret));
  }
  return store;
}

std::vector<StoreSettings> select_stores(const Configuration& configuration, const Selection& selection) {
  std::set<std::string> wanted = split_codes(selection.store);
  std::set<std::string> found;
  std::vector<StoreSettings> selected;
  std::string known;
  for (const StoreSettings& store : configuration.stores) {
    known += (known.empty() ? "" : ", ") + store.site.value() + "/" + store.code.value();
    const bool site_fits = selection.crm == "all" || selection.crm == store.site.value();
    const bool store_fits = selection.store == "all" || wanted.contains(store.code.value());
    if (!site_fits || !store_fits) continue;
    selected.push_back(store);
    found.insert(store.code.value());
  }
  if (!selected.empty()) {
    for (const std::string& code : wanted)
      if (selection.store != "all" && !found.contains(code))
        throw UsageError("there is no store " + code + " (--crm " + selection.crm + ")", "Configured are: " + known + ".");
    return selected;
  }
  if (configuration.stores.empty())
    throw ConfigurationError(
        configuration.file.empty() ? "there is no nightporter.yaml here" : configuration.file.string() + " names no store",
        configuration.file.empty() ? "`nightporter init` writes one to start from; --config names another file."
                                   : "Add an entry under `stores`.");
  throw UsageError("no store fits --crm " + selection.crm + " --store " + selection.store, "Configured are: " + known + ".");
}

}  // namespace nightporter::app
