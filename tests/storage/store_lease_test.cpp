#include "storage/store_lease.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "storage/error.h"
#include "storage/process_identity.h"
#include "storage/run_ledger.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

using Catch::Matchers::Contains;

namespace {

const model::SiteCode kSite("td");
const model::StoreCode kStore("a668");
const model::RunId kFirst("first"), kSecond("second");

}  // namespace

TEST_CASE_METHOD(StorageFixture, "one store is worked on once at a time") {
  StoreLease lease(*database, kSite, kStore, kFirst);
  CHECK_THROWS_WITH(StoreLease(*database, kSite, kStore, kSecond), Contains("td/a668") && Contains("run first"));
  StoreLease other(*database, kSite, model::StoreCode("a817"), kSecond);
  lease.check();
  other.check();
}

TEST_CASE_METHOD(StorageFixture, "a store that was given back can be taken, and the attempt counts up") {
  {
    StoreLease lease(*database, kSite, kStore, kFirst);
    CHECK(lease.attempt() == 1);
  }
  StoreLease lease(*database, kSite, kStore, kSecond);
  CHECK(lease.attempt() == 2);
  lease.release();
  CHECK_THROWS_AS(lease.check(), LeaseLost);
  lease.release();
}

TEST_CASE_METHOD(StorageFixture, "the store of a killed process is taken over at once, and only then") {
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto own = connect();
    StoreLease lease(*own, kSite, kStore, kFirst);
    if (::write(ready[1], "x", 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK_THROWS_AS(StoreLease(*database, kSite, kStore, kSecond), StoreBusy);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  StoreLease lease(*database, kSite, kStore, kSecond);
  CHECK(lease.attempt() == 2);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE_METHOD(StorageFixture, "another machine's store is taken over after its claim has ended, and its old holder writes nothing") {
  StoreLease old_holder(*database, kSite, kStore, kFirst);
  database->execute("UPDATE store_lease SET owner_space = 'another boot', owner_host = 'other'");
  CHECK_THROWS_WITH(StoreLease(*database, kSite, kStore, kSecond), Contains("other"));
  database->execute("UPDATE store_lease SET expires_at = '2025-01-01T00:00:00.000Z'");
  StoreLease lease(*database, kSite, kStore, kSecond);
  CHECK_THROWS_WITH(old_holder.check(), Contains("run second"));
  CHECK_THROWS_AS(old_holder.renew(), LeaseLost);
  old_holder.release();
  lease.check();
}

TEST_CASE_METHOD(StorageFixture, "renewing moves the end of the claim") {
  StoreLease lease(*database, kSite, kStore, kFirst);
  database->execute("UPDATE store_lease SET expires_at = '2025-01-01T00:00:00.000Z'");
  lease.renew();
  CHECK(text("SELECT expires_at FROM store_lease") > to_iso(now() + std::chrono::minutes(2)));
}

TEST_CASE_METHOD(StorageFixture, "a run is heard of when its lease is taken and renewed") {
  const model::RunId run = RunLedger(*database).start_run("run");
  const auto heard = [this] { return text("SELECT heartbeat_at FROM run"); };
  StoreLease lease(*database, kSite, kStore, run);
  CHECK(heard() > "2025");
  database->execute("UPDATE run SET heartbeat_at = '2025-01-01T00:00:00.000Z'");
  lease.renew();
  CHECK(heard() > "2025-02");
}

TEST_CASE_METHOD(StorageFixture, "a lease that cannot be given back says so") {
  std::string said;
  {
    StoreLease lease(*database, kSite, kStore, kFirst, [&said](const std::string& sentence) { said = sentence; });
    database->execute("DROP TABLE store_lease");
  }
  CHECK_THAT(said, Contains("td/a668 could not be given back") && Contains("UPDATE store_lease") && Contains("within 3 minutes"));
}

TEST_CASE("a process knows itself, and is not gone") {
  const ProcessIdentity self = ProcessIdentity::self();
  CHECK(self.pid == ::getpid());
  CHECK_FALSE(self.host.empty());
  CHECK_FALSE(self.is_gone());
  ProcessIdentity reused = self;
  reused.started = "1";
  CHECK(reused.is_gone());
  reused.space = "elsewhere";
  CHECK_FALSE(reused.is_gone());
}

}  // namespace nightporter::storage::test
