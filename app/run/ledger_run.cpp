#include "app/run/ledger_run.h"

#include "app/error_report.h"
#include "storage/run_ledger.h"

namespace nightporter::app {

ExitCode in_ledger_run(storage::Database& database, const std::string& command,
                       const std::function<LedgerRunEnd(const model::RunId&)>& work) {
  storage::RunLedger ledger(database);
  const model::RunId run = ledger.start_run(command);
  try {
    const LedgerRunEnd end = work(run);
    ledger.finish_run(run, static_cast<int>(end.exit_code), end.summary);
    return end.exit_code;
  } catch (...) {
    const ErrorReport report = describe(std::current_exception());
    ledger.finish_run(run, static_cast<int>(report.exit_code), report.message);
    throw;
  }
}

}  // namespace nightporter::app
