#pragma once

#include <string>

#include "cdp/async/awaitable.h"
#include "cdp/async/deadline.h"
#include "stages/upload/upload_plan.h"

namespace nightporter::stages {

/// Whether the destination may be empty, as before the first upload, or was filled before and must not have lost everything: what looks
/// empty then is a person's mistake, or a failed read.
enum class Beginning { kMayBeEmpty, kWasFilled };

/// A place outside of our database where a report's rows go: a tab of a spreadsheet, a table, a file. What is there is never cleared, and
/// writing the same rows twice changes nothing. On the io_context's thread; what blocks is done on a worker.
class Destination {
 public:
  /// kChanged: it is enough to hand over rows that are new or have changed. kAll: it is written anew, so it needs every row each time.
  enum class Wants { kChanged, kAll };

  virtual ~Destination() = default;

  virtual Wants wants() const = 0;
  /// For messages: "the tab 'Transactions' of the spreadsheet 1AbC".
  virtual std::string label() const = 0;

  /// What bring_up_to_date would do. Changes nothing.
  virtual awaitable<UploadPlan> compare(const UploadTable& table, Beginning beginning, Deadline deadline) = 0;

  /// Makes the destination have these rows, and returns what was to be done when all of it has been read back and found right.
  /// Throws DestinationUnfit when a person must look at it first (nothing was written then), NotVerified, and what the destination's own
  /// means throw. Doing it again after a failure is harmless, and finishes it.
  virtual awaitable<UploadPlan> bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline deadline) = 0;
};

}  // namespace nightporter::stages
