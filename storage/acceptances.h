#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/run_ledger.h"

namespace nightporter::storage {

/// A person's word that a file may be loaded although gates refused it.
struct Acceptance {
  std::int64_t id = 0;
  model::RunId run;
  std::int64_t download = 0;  // the ledger row that was accepted
  StoreReport of;
  model::Period period;
  std::string sha256;
  std::vector<std::string> gates;  // those that failed, and are waived: "totals", "rows-at-least"…
  std::string reason;
  std::string accepted_by;
  TimePoint accepted_at;
};

/// Which files a person has accepted. An acceptance holds for the very content that was looked at: the same bytes fetched again for the
/// same period are loaded by it, other bytes are not. The Database must outlive it.
class Acceptances {
 public:
  explicit Acceptances(Database& database) : database_(database) {}

  /// Enters it and returns its id. Part of the transaction that is open, if one is.
  std::int64_t enter(const Acceptance& acceptance);
  /// The newest of this content.
  std::optional<Acceptance> find(const StoreReport& of, const model::Period& period, const std::string& sha256);
  std::optional<Acceptance> find(std::int64_t id);

 private:
  Database& database_;
};

/// "totals,rows-at-least", as the ledger keeps them.
std::string join_gates(const std::vector<std::string>& gates);
std::vector<std::string> split_gates(const std::string& text);

}  // namespace nightporter::storage
