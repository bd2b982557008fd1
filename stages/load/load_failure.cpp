#include "stages/load/load_failure.h"

#include <algorithm>

#include "storage/download_outcome.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kShownViolations = 3;

LoadOutcome::Kind outcome_of(ParseErrorKind kind) {
  switch (kind) {
    case ParseErrorKind::kUnreadable:
    case ParseErrorKind::kBadMapping:
      return LoadOutcome::Kind::kFailed;
    default:
      return LoadOutcome::Kind::kRefused;
  }
}

/// "row 3, Store "North Gate": must be "UttamNagar" [column-equals]": where, what is there, what is wrong with it, and by which rule.
std::string describe(const Violation& violation) {
  std::string place = violation.row > 0 ? "row " + std::to_string(violation.row) : "";
  if (!violation.column.empty()) place += (place.empty() ? "" : ", ") + violation.column;
  const bool told = violation.message.find(violation.value) != std::string::npos;
  if (!told || violation.rule == CheckRule::kColumnEquals) place += " \"" + violation.value + "\"";
  return (place.empty() ? violation.message : place + ": " + violation.message) + " [" + std::string(to_string(violation.rule)) + "]";
}

std::string kind_of(const CheckReport& checks) {
  if (!checks.can_be_accepted()) return "row_refused";
  const bool only_empty = checks.emptiness == Emptiness::kSuspicious && checks.failed == std::set{CheckRule::kEmpty};
  return std::string(only_empty ? storage::kEmptySuspiciousKind : storage::kGateFailedKind);
}

}  // namespace

FileChanged::FileChanged(const std::filesystem::path& file)
    : Error(file.string() + " is not the file that was collected: its content has changed since",
            "leave the files in the download folder alone; the next run fetches it again") {}

LoadFailure describe(const CheckReport& checks) {
  LoadFailure failure{.outcome = LoadOutcome::Kind::kRefused, .kind = kind_of(checks), .message = {}, .hint = {}};
  const std::size_t shown = std::min(kShownViolations, checks.violations.size());
  for (std::size_t index = 0; index < shown; ++index) {
    const Violation& violation = checks.violations[index];
    if (index > 0) failure.message += "; ";
    failure.message += describe(violation);
    if (failure.hint.empty()) failure.hint = violation.hint;
  }
  if (checks.violation_count > shown) failure.message += "; and " + std::to_string(checks.violation_count - shown) + " more";
  return failure;
}

LoadFailure describe(const ParseError& error) {
  return {.outcome = outcome_of(error.kind()), .kind = to_string(error.kind()), .message = error.what(), .hint = error.hint()};
}

}  // namespace nightporter::stages
