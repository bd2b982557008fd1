#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include "engine/download/file_digest.h"

namespace nightporter::engine {

/// What to do when another file has the name already. The same bytes are never written twice under one name.
enum class NameTaken {
  kKeepBoth,  // the new one becomes "name (2).ext"
  kReplace,   // the old one is replaced, atomically
};

/// What becomes of the file in the quarantine.
enum class Original { kMoved, kKept };

/// Where a file has come to lie.
struct PublishedFile {
  std::filesystem::path path;
  FileDigest digest;
  std::filesystem::path temporary;  // the .part file, which is durable when before_rename is called, and gone afterwards
  bool was_there = false;           // a file of that name with the very same bytes existed and was left as it is
};

/// Moves `file` (from the quarantine) to `folder`/`name` so that nobody ever sees a part of it and a power cut loses nothing:
/// `<name>.part`, fsync, digest, rename, fsync of the folder. Across file systems it is copied, and `file` removed in the end.
/// Missing folders are made (0750); the file gets mode 0640: readable by the group that a service runs in, by nobody else.
/// `before_rename` is called when the .part file is durable and the final path is decided: whoever keeps a journal writes it there. It is
/// not called when the file was there already, and again when another program took the name meanwhile.
/// Throws engine::Error, and what before_rename throws, and leaves `file` where it was, and no .part behind. It blocks: call it through
/// on_worker.
PublishedFile publish(const std::filesystem::path& file, const std::filesystem::path& folder, const std::string& name, NameTaken policy,
                      const std::function<void(const PublishedFile&)>& before_rename = {}, Original original = Original::kMoved);

/// Removes `*.part` files that programs left in `folder` when they were killed; those of a publish() that is under way, in whichever
/// process, are left alone, and so are those in `kept` (paths as `folder` / name). Returns how many were removed.
int sweep_unpublished(const std::filesystem::path& folder, const std::set<std::filesystem::path>& kept = {});

}  // namespace nightporter::engine
