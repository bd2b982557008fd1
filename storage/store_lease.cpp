#include "storage/store_lease.h"

#include <optional>

#include "storage/error.h"
#include "storage/process_identity.h"
#include "storage/run_ledger.h"

namespace nightporter::storage {

namespace {

struct Holder {
  ProcessIdentity process;
  std::string run;
  TimePoint expires_at;
  bool released;
};

std::optional<Holder> holder_of(Database& database, const model::SiteCode& site, const model::StoreCode& store) {
  Statement select = database.prepare(
      "SELECT owner_host, owner_space, owner_pid, owner_started, run_id, expires_at, released_at FROM store_lease WHERE crm = ? AND store "
      "= ?");
  select.bind(1, site.value()).bind(2, store.value());
  if (!select.next()) return std::nullopt;
  return Holder{.process = {select.text(0), select.text(1), select.integer(2), select.text(3)},
                .run = select.text(4),
                .expires_at = select.time(5),
                .released = !select.is_null(6)};
}

}  // namespace

StoreLease::StoreLease(Database& database, const model::SiteCode& site, const model::StoreCode& store, const model::RunId& run,
                       std::function<void(const std::string&)> warn)
    : database_(database), site_(site), store_(store), run_(run), warn_(std::move(warn)) {
  Transaction transaction(database);
  const ProcessIdentity self = ProcessIdentity::self();
  const auto holder = holder_of(database, site, store);
  if (holder && !holder->released && !holder->process.is_gone()) {
    const bool same_space = holder->process.space == self.space;
    if (same_space || holder->expires_at > now())
      throw StoreBusy(
          site.value() + "/" + store.value() + " is being worked on by run " + holder->run + " (" + holder->process.describe() + ")",
          same_space ? "wait for that run, or end its process"
                     : "wait for that run; its claim ends at " + to_iso(holder->expires_at) + " unless it is renewed");
  }
  Statement take = database.prepare(
      "INSERT INTO store_lease (crm, store, attempt, run_id, owner_host, owner_space, owner_pid, owner_started, acquired_at, expires_at)"
      " VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (crm, store) DO UPDATE SET attempt = store_lease.attempt + 1, run_id = excluded.run_id,"
      " owner_host = excluded.owner_host, owner_space = excluded.owner_space, owner_pid = excluded.owner_pid,"
      " owner_started = excluded.owner_started, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, released_at = NULL"
      " RETURNING attempt");
  const TimePoint moment = now();
  take.bind(1, site.value()).bind(2, store.value()).bind(3, run.value()).bind(4, self.host).bind(5, self.space).bind(6, self.pid);
  take.bind(7, self.started).bind(8, moment).bind(9, moment + kValidFor);
  take.next();
  attempt_ = take.integer(0);
  take.next();
  RunLedger(database).beat(run);
  transaction.commit();
  held_ = true;
}

StoreLease::~StoreLease() {
  try {
    release();
  } catch (const Error& error) {
    if (warn_)
      warn_("the lease of " + site_.value() + "/" + store_.value() + " could not be given back (" + error.what() +
            "); it ends by itself within " + std::to_string(kValidFor.count()) + " minutes");
  }
}

void StoreLease::renew() {
  Statement update =
      database_.prepare("UPDATE store_lease SET expires_at = ? WHERE crm = ? AND store = ? AND attempt = ? AND released_at IS NULL");
  if (update.bind(1, now() + kValidFor).bind(2, site_.value()).bind(3, store_.value()).bind(4, attempt_).execute() != 1) {
    held_ = false;
    check();
  }
  RunLedger(database_).beat(run_);
}

void StoreLease::check() {
  Statement select =
      database_.prepare("SELECT run_id FROM store_lease WHERE crm = ? AND store = ? AND attempt = ? AND released_at IS NULL");
  if (select.bind(1, site_.value()).bind(2, store_.value()).bind(3, attempt_).next()) return;
  held_ = false;
  const auto holder = holder_of(database_, site_, store_);
  throw LeaseLost(site_.value() + "/" + store_.value() + " was taken over" +
                      (holder ? " by run " + holder->run + " (" + holder->process.describe() + ")" : std::string()),
                  "nothing was written; that run does the work. If this machine was asleep or its clock jumped, nothing is wrong");
}

void StoreLease::release() {
  if (!held_) return;
  held_ = false;
  Statement update = database_.prepare("UPDATE store_lease SET released_at = ? WHERE crm = ? AND store = ? AND attempt = ?");
  update.bind(1, now()).bind(2, site_.value()).bind(3, store_.value()).bind(4, attempt_).execute();
}

}  // namespace nightporter::storage
