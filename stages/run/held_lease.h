#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "cdp/async/awaitable.h"
#include "stages/database_access.h"
#include "storage/store_lease.h"

namespace nightporter::stages {

/// Whose lease is held, and how.
struct LeaseRequest {
  model::SiteCode site;
  model::StoreCode store;
  model::RunId run;
  std::chrono::milliseconds renew_every = storage::StoreLease::kValidFor / 3;
  /// Told when giving the lease back fails; may be empty. The lease then expires by itself.
  std::function<void(const std::string&)> warn;
};

/// A store's lease that is renewed while work is done under it, however long that takes. The DatabaseAccess must outlive it. On the
/// io_context's thread, but for check(). End it with give_back(); the destructor only forgets it, and the lease expires.
class HeldLease {
 public:
  /// Throws StoreBusy, naming the holder.
  static awaitable<std::unique_ptr<HeldLease>> take(DatabaseAccess& database, LeaseRequest request);
  ~HeldLease();
  HeldLease(const HeldLease&) = delete;
  HeldLease& operator=(const HeldLease&) = delete;

  /// Does `work` and returns when it has ended. When somebody else has taken the store in the meantime, the work is cancelled and
  /// LeaseLost thrown. What the work throws passes through.
  awaitable<void> hold_during(std::function<awaitable<void>()> work);

  /// Throws LeaseLost when somebody else has the store. Inside DatabaseAccess::use, in the transaction that it protects.
  void check();

  /// Gives the store free for others. Harmless when it is free already.
  awaitable<void> give_back();

 private:
  HeldLease(DatabaseAccess& database, LeaseRequest request);
  awaitable<void> renew_for_ever();

  DatabaseAccess& database_;
  LeaseRequest request_;
  std::unique_ptr<storage::StoreLease> lease_;
};

/// Takes the lease, does `work` under it and gives it back, whatever happens.
awaitable<void> under_lease(DatabaseAccess& database, LeaseRequest request, std::function<awaitable<void>()> work);

}  // namespace nightporter::stages
