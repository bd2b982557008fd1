#pragma once

namespace nightporter::stages {

/// Of which tasks a trace and a HAR are kept. kOnFailure records less (see engine::TraceDetail), so that a night in which all goes well
/// hardly notices.
enum class TraceWhen { kOff, kOnFailure, kOn };

}  // namespace nightporter::stages
