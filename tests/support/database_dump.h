#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace nightporter::test {

/// Table → its rows as "column=value|…" texts, sorted.
using DatabaseDump = std::map<std::string, std::vector<std::string>>;

/// What a SQLite file holds, read with SQLite's own API and nothing of ours; columns for which `keep(table, column)` is false are
/// left out. Throws std::runtime_error with SQLite's words, also when the file is damaged (integrity_check).
DatabaseDump dump_database(const std::filesystem::path& file,
                           const std::function<bool(const std::string& table, const std::string& column)>& keep);

/// The rows that one has and the other has not, as lines "- table: row" and "+ table: row"; empty when they are equal.
std::string difference(const DatabaseDump& expected, const DatabaseDump& actual);

}  // namespace nightporter::test
