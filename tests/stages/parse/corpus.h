#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "stages/parse/raw_row.h"

namespace nightporter::test {

/// The corpus of real files: $NIGHTPORTER_CORPUS, else shared/corpus beside the checkout or above it. Fails the test when it is not there.
std::filesystem::path corpus();

/// A cell as the corpus' JSON and our reader can both say it: kind letter and text, "n:1.5", "d:2024-03-12", "s:abc".
using Sheet = std::map<std::pair<std::uint64_t, std::uint32_t>, std::string>;

/// One value in that form.
std::string value_text(const stages::RawValue& value);

struct Expected {
  std::vector<std::pair<std::string, Sheet>> sheets;  // by name
  std::vector<std::string> errors;                    // acceptable error kinds; then there are no sheets
};

Expected read_expected(const std::filesystem::path& json);

struct Actual {
  std::vector<std::pair<std::string, Sheet>> sheets;
  std::string error;  // kind, when reading failed
  std::string message;
};

/// Reads all tables of a file with our reader.
Actual read_actual(const std::filesystem::path& file);

}  // namespace nightporter::test
