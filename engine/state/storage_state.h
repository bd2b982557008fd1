#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightporter::engine {

/// A cookie as Playwright's file has it (`cookies[]` of storage_state.json). Its value is a secret.
struct Cookie {
  std::string name;
  std::string value;
  /// With a leading dot: sub-domains too.
  std::string domain;
  std::string path = "/";
  /// Unix seconds; -1: ends with the session.
  double expires = -1;
  bool http_only = false;
  bool secure = false;
  std::string same_site = "Lax";  // "Strict", "Lax", "None"
  /// The top-level site of a partitioned cookie.
  std::optional<std::string> partition_key;
  std::optional<bool> has_cross_site_ancestor;
  /// Keys that we do not know, as a JSON object; kept on a round trip.
  std::string other_json;

  bool operator==(const Cookie&) const = default;
};

/// One entry of localStorage or sessionStorage. Its value may be a secret.
struct StorageItem {
  std::string name;
  std::string value;

  bool operator==(const StorageItem&) const = default;
};

/// The web storage of one origin (`origins[]` of storage_state.json).
struct OriginState {
  std::string origin;  // "https://shop.test"
  std::vector<StorageItem> local_storage;
  std::vector<StorageItem> session_storage;
  /// The origin's databases as Playwright writes them, a JSON array; empty: none.
  std::string indexed_db;
  /// Keys that we do not know (opfs…), as a JSON object; kept on a round trip.
  std::string other_json;

  /// Nothing is kept there.
  bool empty() const { return local_storage.empty() && session_storage.empty() && indexed_db.empty() && other_json.empty(); }
  bool operator==(const OriginState&) const = default;
};

/// Something in a database that no file can hold: a CryptoKey that may not be exported, a Blob, a file handle. The session is whole only
/// in a kept profile.
struct NotExportable {
  std::string origin;
  std::string database;
  std::string store;
  std::string type;  // "CryptoKey"

  bool operator==(const NotExportable&) const = default;
};

/// Whether databases are captured. They can be large; a site that keeps no part of its login there does not need them.
enum class IndexedDb { kLeaveOut, kCapture };

/// What signs a user in: cookies, web storage and databases, in the file format of Playwright with origins[].sessionStorage and
/// notExportable added. A value.
/// Every part of it is a secret: it must not be logged, and files of it are for the owner alone.
class StorageState {
 public:
  std::vector<Cookie> cookies;
  std::vector<OriginState> origins;
  /// What was found and could not be captured.
  std::vector<NotExportable> not_exportable;
  /// Keys that we do not know, as a JSON object; kept on a round trip.
  std::string other_json;

  /// Throws StorageStateError that says where `json` is wrong.
  static StorageState parse(std::string_view json);
  /// Throws StorageStateError with the path and the reason.
  static StorageState read_file(const std::filesystem::path& file);

  /// JSON indented by two spaces, as Playwright writes it. Origins that hold nothing are left out.
  std::string to_json() const;
  /// Writes to a temporary file of mode 0600 and renames it. Throws std::system_error; the old file is then unchanged.
  void write_file(const std::filesystem::path& file) const;

  bool empty() const { return cookies.empty() && origins.empty(); }
  bool operator==(const StorageState&) const = default;
};

/// The values in it by which a thief could be taken for the user: of cookies that scripts cannot read or that are named like a session or
/// token, and of storage items named like one. Values of fewer than 8 characters are left out: they say "en" and "true".
std::vector<std::string> secrets_of(const StorageState& state);

}  // namespace nightporter::engine
