#pragma once

#include <filesystem>
#include <string>

#include "stages/check/table_checker.h"
#include "stages/load/load_file.h"
#include "stages/parse/parse_error.h"

namespace nightporter::stages {

/// Why a load did not happen, in the ledger's words and the operator's.
struct LoadFailure {
  LoadOutcome::Kind outcome;
  std::string kind;
  std::string message;
  std::string hint;
};

/// The bytes on the disk are not those that were collected.
class FileChanged : public Error {
 public:
  explicit FileChanged(const std::filesystem::path& file);
};

/// Of a table that did not pass: the first violations, and how many there are.
LoadFailure describe(const CheckReport& checks);
LoadFailure describe(const ParseError& error);

}  // namespace nightporter::stages
