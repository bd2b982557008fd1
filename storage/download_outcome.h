#pragma once

#include <optional>
#include <string_view>

#include "storage/run_ledger.h"

namespace nightporter::storage {

/// What became of what was asked for, said in one word: status and judgement of a ledger row together.
enum class DownloadOutcome {
  kWaiting,             // collected, not yet loaded
  kLoaded,              // something was new or updated
  kUnchanged,           // the database knew all of it
  kZeroSalesConfirmed,  // no rows, and the site itself said so
  kAccepted,            // loaded although gates refused it: a person has accepted it
  kEmptySuspicious,     // no rows, and nobody said why: nothing was loaded; a person can accept it
  kGateFailed,          // a gate refused it: nothing was loaded; a person can accept it
  kRefused,             // not the report that was asked for: headers gone, values that are none; nobody can accept it
  kFailed,              // no file, or it could not be loaded
};

/// "zero_sales_confirmed"
std::string_view to_string(DownloadOutcome outcome);
/// nullopt for a word that is no outcome.
std::optional<DownloadOutcome> parse_download_outcome(std::string_view text);

DownloadOutcome outcome_of(const Download& download);

// Kinds of a ledger row's failure that say which of the refusals it was.
inline constexpr std::string_view kGateFailedKind = "gate_failed";
inline constexpr std::string_view kEmptySuspiciousKind = "empty_suspicious";

}  // namespace nightporter::storage
