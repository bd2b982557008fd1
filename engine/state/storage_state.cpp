#include "engine/state/storage_state.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cctype>
#include <initializer_list>

#include "cdp/log/redactor.h"
#include "engine/error.h"
#include "engine/state/readable_json.h"

namespace nightporter::engine {

namespace {

namespace json = boost::json;

/// Reads one object of the file; `where` says which one in errors: "cookies[2]".
class Reader {
 public:
  Reader(const json::value& value, std::string where) : where_(std::move(where)) {
    if (!value.is_object()) fail("is not an object");
    object_ = &value.as_object();
  }

  std::string text(const char* key) const {
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) fail(std::string("lacks \"") + key + "\"");
    if (!value->is_string()) fail(std::string("\"") + key + "\" is not a string");
    return std::string(value->as_string());
  }
  std::string text(const char* key, const char* otherwise) const { return object_->contains(key) ? text(key) : otherwise; }

  bool flag(const char* key) const {
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) return false;
    if (!value->is_bool()) fail(std::string("\"") + key + "\" is not true or false");
    return value->as_bool();
  }

  double number(const char* key, double otherwise) const {
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) return otherwise;
    boost::system::error_code error;
    const double number = value->to_number<double>(error);
    if (error) fail(std::string("\"") + key + "\" is not a number");
    return number;
  }

  /// The members of the array `key`; none when it is absent.
  template <class Read>
  auto list(const char* key, Read read) const {
    std::vector<decltype(read(std::declval<Reader>()))> all;
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) return all;
    if (!value->is_array()) fail(std::string("\"") + key + "\" is not a list");
    for (std::size_t i = 0; i < value->as_array().size(); ++i) {
      const std::string place = (where_.empty() ? "" : where_ + ".") + key + "[" + std::to_string(i) + "]";
      all.push_back(read(Reader(value->as_array()[i], place)));
    }
    return all;
  }

  /// The array `key` as JSON text; empty when it is absent or has no members.
  std::string json_list(const char* key) const {
    const json::value* value = object_->if_contains(key);
    if (value == nullptr) return {};
    if (!value->is_array()) fail(std::string("\"") + key + "\" is not a list");
    return value->as_array().empty() ? std::string() : json::serialize(*value);
  }

  bool has(const char* key) const { return object_->contains(key); }

  /// All members but `known`, as JSON; empty when there are none.
  std::string others(std::initializer_list<const char*> known) const {
    json::object rest = *object_;
    for (const char* key : known) rest.erase(key);
    return rest.empty() ? "" : json::serialize(rest);
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw StorageStateError("storage state: " + (where_.empty() ? "the document" : where_) + " " + what,
                            "the file must be a storage state as Playwright or this program writes it");
  }

 private:
  std::string where_;
  const json::object* object_ = nullptr;
};

StorageItem read_item(const Reader& reader) {
  return {.name = reader.text("name"), .value = reader.text("value")};
}

Cookie read_cookie(const Reader& reader) {
  Cookie cookie{.name = reader.text("name"),
                .value = reader.text("value"),
                .domain = reader.text("domain"),
                .path = reader.text("path", "/"),
                .expires = reader.number("expires", -1),
                .http_only = reader.flag("httpOnly"),
                .secure = reader.flag("secure"),
                .same_site = reader.text("sameSite", "Lax"),
                .other_json = reader.others({"name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite", "partitionKey",
                                             "_crHasCrossSiteAncestor"})};
  if (cookie.same_site != "Strict" && cookie.same_site != "Lax" && cookie.same_site != "None") {
    reader.fail("\"sameSite\" is neither \"Strict\" nor \"Lax\" nor \"None\"");
  }
  if (cookie.domain.empty()) reader.fail("has an empty \"domain\"");
  if (reader.has("partitionKey")) cookie.partition_key = reader.text("partitionKey");
  if (reader.has("_crHasCrossSiteAncestor")) cookie.has_cross_site_ancestor = reader.flag("_crHasCrossSiteAncestor");
  return cookie;
}

OriginState read_origin(const Reader& reader) {
  return {.origin = reader.text("origin"),
          .local_storage = reader.list("localStorage", read_item),
          .session_storage = reader.list("sessionStorage", read_item),
          .indexed_db = reader.json_list("indexedDB"),
          .other_json = reader.others({"origin", "localStorage", "sessionStorage", "indexedDB"})};
}

NotExportable read_not_exportable(const Reader& reader) {
  return {.origin = reader.text("origin"), .database = reader.text("database"), .store = reader.text("store"), .type = reader.text("type")};
}

void add_others(json::object& to, const std::string& other_json) {
  if (other_json.empty()) return;
  const json::value others = json::parse(other_json);
  for (const auto& member : others.as_object()) to.emplace(member.key(), member.value());
}

json::array to_json(const std::vector<StorageItem>& items) {
  json::array all;
  for (const StorageItem& item : items) all.push_back({{"name", item.name}, {"value", item.value}});
  return all;
}

json::object to_json(const Cookie& cookie) {
  json::object object{{"name", cookie.name},     {"value", cookie.value},       {"domain", cookie.domain},
                      {"path", cookie.path},     {"expires", cookie.expires},   {"httpOnly", cookie.http_only},
                      {"secure", cookie.secure}, {"sameSite", cookie.same_site}};
  if (cookie.partition_key) object["partitionKey"] = *cookie.partition_key;
  if (cookie.has_cross_site_ancestor) object["_crHasCrossSiteAncestor"] = *cookie.has_cross_site_ancestor;
  add_others(object, cookie.other_json);
  return object;
}

json::object to_json(const OriginState& origin) {
  json::object object{{"origin", origin.origin}, {"localStorage", to_json(origin.local_storage)}};
  if (!origin.session_storage.empty()) object["sessionStorage"] = to_json(origin.session_storage);
  if (!origin.indexed_db.empty()) object["indexedDB"] = json::parse(origin.indexed_db);
  add_others(object, origin.other_json);
  return object;
}

}  // namespace

StorageState StorageState::parse(std::string_view text) {
  boost::system::error_code error;
  const json::value document = json::parse(json::string_view(text.data(), text.size()), error);
  if (error) {
    throw StorageStateError("storage state: it is not JSON: " + error.message(),
                            "the file must be a storage state as Playwright or this program writes it");
  }
  const Reader reader(document, "");
  StorageState state;
  state.cookies = reader.list("cookies", read_cookie);
  state.origins = reader.list("origins", read_origin);
  state.not_exportable = reader.list("notExportable", read_not_exportable);
  state.other_json = reader.others({"cookies", "origins", "notExportable"});
  return state;
}

std::string StorageState::to_json() const {
  json::array all_cookies;
  for (const Cookie& cookie : cookies) all_cookies.push_back(engine::to_json(cookie));
  json::array all_origins;
  for (const OriginState& origin : origins) {
    if (!origin.empty()) all_origins.push_back(engine::to_json(origin));
  }
  json::object document{{"cookies", std::move(all_cookies)}, {"origins", std::move(all_origins)}};
  if (!not_exportable.empty()) {
    json::array all;
    for (const NotExportable& lost : not_exportable)
      all.push_back({{"origin", lost.origin}, {"database", lost.database}, {"store", lost.store}, {"type", lost.type}});
    document["notExportable"] = std::move(all);
  }
  add_others(document, other_json);
  return readable_json(document);
}

std::vector<std::string> secrets_of(const StorageState& state) {
  constexpr std::size_t kShortest = 8;
  const auto is_named_so = [](std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return cdp::is_secret_name(name) || name.find("sess") != std::string::npos || name.find("auth") != std::string::npos;
  };
  std::vector<std::string> secrets;
  for (const Cookie& cookie : state.cookies)
    if (cookie.value.size() >= kShortest && (cookie.http_only || is_named_so(cookie.name))) secrets.push_back(cookie.value);
  for (const OriginState& origin : state.origins)
    for (const auto* items : {&origin.local_storage, &origin.session_storage})
      for (const StorageItem& item : *items)
        if (item.value.size() >= kShortest && is_named_so(item.name)) secrets.push_back(item.value);
  return secrets;
}

}  // namespace nightporter::engine
