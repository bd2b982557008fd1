#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/store.h"
#include "sites/interpreter.h"
#include "sites/origin_overrides.h"
#include "sites/otp/otp_source.h"
#include "stages/collect/store_session.h"
#include "stages/collect/trace_when.h"
#include "stages/task.h"

namespace nightporter::stages {

/// How long one session of a store took.
struct SessionTimes {
  enum class WayIn { kNone, kSaved, kSignedIn } way_in = WayIn::kNone;  // kNone: nobody came in; kSaved: the saved one held
  std::chrono::milliseconds sign_in{0};  // from the first look to the way in; of every login that it needed together
  std::size_t reports = 0;               // that were collected in it
  std::chrono::milliseconds whole{0};    // with signing out
};

struct StoreRunOutcome {
  std::vector<TaskOutcome> tasks;      // in the order in which they were asked for
  std::vector<SessionTimes> sessions;  // in the order in which they were opened
};

/// Something that a person who watches may want to see. Sent on the io_context's thread, in order.
struct StoreEvent {
  enum class Kind {
    kSignedIn,      // text: "session holds" or "signed in"
    kTaskStarted,   // task
    kStep,          // step
    kRetry,         // text: why, and when again
    kDownloaded,    // task, text: file name
    kTaskEnded,     // outcome
    kSessionLost,   // text: why, and how it goes on
    kSessionEnded,  // session
    kWarning,       // text
  };
  Kind kind = Kind::kWarning;
  std::optional<StoreTask> task;
  std::optional<sites::StepReport> step;
  const TaskOutcome* outcome = nullptr;  // valid during the call
  std::optional<SessionTimes> session = {};
  std::string text;
};

/// What running a store needs besides the store.
struct StoreRunSettings {
  model::RunId run;
  std::filesystem::path downloads;             // where files are published
  std::filesystem::path evidence;              // this run's folder for what failed
  bool keep_files = true;                      // false: a file is deleted as soon as it is loaded
  std::optional<sites::SessionSpan> sessions;  // nullopt = as the recipe says
  TraceWhen trace = TraceWhen::kOnFailure;
  StoreSessionSettings::Keeping keeping = StoreSessionSettings::Keeping::kState;
  sites::OriginOverrides overrides;
  sites::OtpSource otp;                             // asked when the store has no TOTP secret; may be empty
  std::function<void(const StoreEvent&)> on_event;  // may be empty
  /// May be empty. With one nothing is tried a second time, and no deadline hurries the person.
  sites::StepGuide guide;
  /// Only says what loading would change (TaskOutcome::difference). Of the files nothing is kept; sessions are saved,
  /// a refused password is remembered, and what failed leaves its pictures and trace.
  bool compare_only = false;
};

}  // namespace nightporter::stages
