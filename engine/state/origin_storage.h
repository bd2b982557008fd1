#pragma once

#include <string>
#include <vector>

#include "engine/state/storage_state.h"

namespace nightporter::engine {

/// What is done in a document of an origin; see origin_storage.js. Pure: builds and reads the JSON that goes there and back.
struct OriginCommand {
  enum class Area { kLocal, kSession };
  enum class Existing { kReplace, kKeep };

  /// Deletes what the origin keeps, before anything is put there.
  bool clear = false;
  /// Puts localStorage and databases, or sessionStorage alone.
  const OriginState* put = nullptr;
  Area put_area = Area::kLocal;
  /// What becomes of names that are there already.
  Existing existing = Existing::kReplace;

  std::string to_json() const;
};

/// The function of origin_storage.js.
std::string origin_storage_function();
/// The command that takes items, and databases when they are wanted.
std::string take_command(OriginCommand::Area area, IndexedDb indexed_db);

/// What take_command brought.
struct TakenStorage {
  std::string origin;
  std::vector<StorageItem> items;
  std::string indexed_db;  // as OriginState has it
  std::vector<NotExportable> not_exportable;

  static TakenStorage parse(const std::string& json);
};

}  // namespace nightporter::engine
