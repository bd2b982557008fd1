#pragma once

#include <functional>
#include <string>

#include "app/exit_code.h"
#include "model/strong_id.h"
#include "storage/database.h"

namespace nightporter::app {

struct LedgerRunEnd {
  ExitCode exit_code = ExitCode::kGood;
  std::string summary;
};

/// Enters a run of `command`, lets `work` do it, and enters how it ended, also when it throws; then the error is thrown on.
ExitCode in_ledger_run(storage::Database& database, const std::string& command,
                       const std::function<LedgerRunEnd(const model::RunId&)>& work);

}  // namespace nightporter::app
