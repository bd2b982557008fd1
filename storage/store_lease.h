#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "model/strong_id.h"
#include "storage/database.h"

namespace nightporter::storage {

/// The right to work on one store: a store is never run twice at once, since two sessions of one login throw each other out.
/// Taken by the constructor, given back by release() or the destructor. A lease of a process that is gone from this machine is
/// taken over at once; one of another machine (or container) after it has expired.
/// Every taking counts the attempt up; check() in a transaction makes sure that a holder who was thought dead writes nothing.
class StoreLease {
 public:
  static constexpr std::chrono::minutes kValidFor{3};

  /// Throws StoreBusy, naming the holder. `warn` (may be empty) is told when the destructor cannot give the lease back.
  StoreLease(Database& database, const model::SiteCode& site, const model::StoreCode& store, const model::RunId& run,
             std::function<void(const std::string&)> warn = {});
  ~StoreLease();
  StoreLease(const StoreLease&) = delete;
  StoreLease& operator=(const StoreLease&) = delete;

  /// Makes it valid for kValidFor from now. Throws LeaseLost.
  void renew();
  /// Throws LeaseLost when somebody else has taken the store. Cheap; call it inside the transaction that it protects.
  void check();
  void release();
  /// Makes the destructor leave it as it is: nobody else gets the store before it has expired or this process has ended.
  void leave_to_expire() { held_ = false; }

  std::int64_t attempt() const { return attempt_; }

 private:
  Database& database_;
  model::SiteCode site_;
  model::StoreCode store_;
  model::RunId run_;
  std::int64_t attempt_ = 0;
  bool held_ = false;
  std::function<void(const std::string&)> warn_;
};

}  // namespace nightporter::storage
