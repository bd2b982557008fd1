#include "engine/state/origin_storage.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "origin_storage.js.h"

namespace nightporter::engine {

namespace json = boost::json;

namespace {

json::array pairs(const std::vector<StorageItem>& items) {
  json::array all;
  for (const StorageItem& item : items) all.push_back(json::array{item.name, item.value});
  return all;
}

}  // namespace

std::string OriginCommand::to_json() const {
  json::object command{{"clear", clear}, {"keepExisting", existing == Existing::kKeep}};
  if (put != nullptr && put_area == Area::kSession) command["put"] = json::object{{"sessionStorage", pairs(put->session_storage)}};
  if (put != nullptr && put_area == Area::kLocal) {
    json::object what{{"localStorage", pairs(put->local_storage)}};
    if (!put->indexed_db.empty()) what["indexedDB"] = json::parse(put->indexed_db);
    command["put"] = std::move(what);
  }
  return json::serialize(command);
}

std::string origin_storage_function() {
  return std::string(embedded::kOriginStorageJs);
}

std::string take_command(OriginCommand::Area area, IndexedDb indexed_db) {
  const char* name = area == OriginCommand::Area::kLocal ? "localStorage" : "sessionStorage";
  return json::serialize(json::object{{"take", {{"area", name}, {"indexedDB", indexed_db == IndexedDb::kCapture}}}});
}

TakenStorage TakenStorage::parse(const std::string& text) {
  const json::value value = json::parse(text);
  TakenStorage taken{.origin = std::string(value.at("origin").as_string())};
  for (const json::value& item : value.at("items").as_array())
    taken.items.push_back({.name = std::string(item.at(0).as_string()), .value = std::string(item.at(1).as_string())});
  if (const json::array& databases = value.at("databases").as_array(); !databases.empty()) taken.indexed_db = json::serialize(databases);
  for (const json::value& lost : value.at("lost").as_array())
    taken.not_exportable.push_back({.origin = taken.origin,
                                    .database = std::string(lost.at("database").as_string()),
                                    .store = std::string(lost.at("store").as_string()),
                                    .type = std::string(lost.at("type").as_string())});
  return taken;
}

}  // namespace nightporter::engine
