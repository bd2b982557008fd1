#pragma once

namespace nightporter::model {

/// The column that tells when a file first lacked a row, where a report withdraws missing rows: of every fact table, and the last one of
/// what is passed on.
inline constexpr const char* kWithdrawnName = "withdrawn_at";
inline constexpr const char* kWithdrawnHeader = "Withdrawn at";

}  // namespace nightporter::model
