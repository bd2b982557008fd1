#pragma once

#include <string>
#include <vector>

#include "stages/run/load_collected.h"

namespace nightporter::stages {

/// What a killed run had left of one store, and what became of it.
struct Recovery {
  int files_entered = 0;  // were being published
  int files_loaded = 0;   // were collected and not loaded
  std::vector<std::string> problems;

  bool nothing() const { return files_entered == 0 && files_loaded == 0 && problems.empty(); }
};

/// Finishes what a killed run had begun for this store, so that nothing is asked of the site twice: enters files that were being
/// published, and loads files that wait. Does nothing when another run works on the store. It blocks.
Recovery recover_store(storage::Database& database, const sites::Recipe& recipe, const model::Store& store, const model::RunId& run,
                       AfterLoad after);

}  // namespace nightporter::stages
