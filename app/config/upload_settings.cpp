#include "app/config/upload_settings.h"

#include <utility>

#include "app/error.h"
#include "sites/yaml/did_you_mean.h"

namespace nightporter::app {

using sites::yaml::Node;
using Kind = DestinationSettings::Kind;

namespace {

std::string text_of(const Node& map, std::string_view key) {
  const Node* node = map.find(key);
  return node == nullptr ? std::string() : node->text;
}

/// "https://docs.google.com/spreadsheets/d/1AbC/edit#gid=0" and "1AbC" are both the spreadsheet 1AbC.
std::string spreadsheet_id(const std::string& text) {
  const std::size_t at = text.find("/d/");
  if (at == std::string::npos) return text;
  const std::string rest = text.substr(at + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

std::string from_folder(const std::filesystem::path& folder, const std::string& source) {
  if (!source.starts_with("file:")) return source;
  return "file:" + (folder / source.substr(5)).lexically_normal().string();
}

DestinationSettings read_destination(const std::string& name, const Node& node, const std::filesystem::path& folder,
                                     const std::string& file) {
  DestinationSettings destination{.name = name, .place = file + ":" + std::to_string(node.place.line)};
  for (const auto& [key, kind] : {std::pair("sqlite", Kind::kSqlite), std::pair("csv", Kind::kCsv), std::pair("excel", Kind::kExcel)}) {
    if (node.find(key) == nullptr) continue;
    destination.kind = kind;
    destination.path = std::filesystem::absolute(folder / text_of(node, key)).lexically_normal();
  }
  const bool google = node.find("google_sheet") != nullptr;
  if (!google) {
    for (const char* key : {"credentials", "server"})
      if (node.find(key) != nullptr)
        throw ConfigurationError(destination.place + ": destinations." + name + ": " + key + " goes with google_sheet only", "Remove it.");
    return destination;
  }
  destination.kind = Kind::kGoogleSheet;
  destination.spreadsheet = spreadsheet_id(text_of(node, "google_sheet"));
  destination.server = text_of(node, "server");
  if (node.find("credentials") == nullptr)
    throw ConfigurationError(destination.place + ": destinations." + name + ": google_sheet needs credentials",
                             "Write credentials: file:PATH of the service account's key; docs/upload.md tells how to get one.");
  destination.credentials = {
      .name = "credentials", .source = from_folder(folder, text_of(node, "credentials")), .place = destination.place};
  return destination;
}

struct Use {
  const StoreSettings* store;
  const UploadSettings* upload;
};

void check_share(const Use& first, const Use& second) {
  const std::string where = second.upload->place + ": " + second.upload->to + (second.upload->as.empty() ? "" : " as " + second.upload->as);
  if (first.store->site != second.store->site || first.upload->report != second.upload->report)
    throw ConfigurationError(where + " has the rows of " + first.store->site.value() + " " + first.upload->report + " already",
                             "Give each report a tab, table or file of its own (as: …).");
  if (first.store == second.store) throw ConfigurationError(where + " stands here a second time", "Remove one of the two entries.");
  if (first.upload->store_column.empty() || first.upload->store_column != second.upload->store_column)
    throw ConfigurationError(
        where + " gets rows of " + first.store->code.value() + " and " + second.store->code.value() + ", and nothing tells them apart",
        "Give both the same store_column, such as store_column: Store, or each a place of its own (as: …).");
}

}  // namespace

std::map<std::string, DestinationSettings> read_destinations(const Node& node, const std::filesystem::path& folder,
                                                             const std::string& file) {
  std::map<std::string, DestinationSettings> destinations;
  for (const auto& entry : node.entries) destinations.emplace(entry.key, read_destination(entry.key, entry.value, folder, file));
  return destinations;
}

std::vector<UploadSettings> read_uploads(const Node& node, const std::string& file) {
  std::vector<UploadSettings> uploads;
  for (const Node& item : node.items)
    uploads.push_back({.report = text_of(item, "report"),
                       .to = text_of(item, "to"),
                       .as = text_of(item, "as"),
                       .store_column = text_of(item, "store_column"),
                       .place = file + ":" + std::to_string(item.place.line)});
  return uploads;
}

void check_uploads(const Configuration& configuration) {
  std::vector<std::string> names;
  for (const auto& [name, destination] : configuration.destinations) names.push_back(name);
  // Without `as` the place is named after the report, so the report stands for it.
  std::map<std::pair<std::string, std::string>, Use> seen;
  for (const StoreSettings& store : configuration.stores)
    for (const UploadSettings& upload : store.uploads) {
      if (!configuration.destinations.contains(upload.to))
        throw ConfigurationError(upload.place + ": upload.to: there is no destination \"" + upload.to + "\"",
                                 names.empty() ? "Describe it under `destinations`." : sites::yaml::did_you_mean(upload.to, names));
      const std::string as = upload.as.empty() ? "\n" + store.site.value() + "\n" + upload.report : upload.as;
      const auto [place, first] = seen.try_emplace({upload.to, as}, Use{&store, &upload});
      if (!first) check_share(place->second, {&store, &upload});
    }
}

}  // namespace nightporter::app
