#include "storage/session_vault.h"

#include <catch2/catch.hpp>

#include "storage/error.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {

namespace {

const model::SiteCode kSite("td");
const model::StoreCode kStore("a668");
const model::RunId kRun("20251113-0100");

model::Secret state(const std::string& text) {
  return model::Secret(text);
}

}  // namespace

TEST_CASE_METHOD(StorageFixture, "a store's session is kept and given back") {
  SessionVault vault(*database, SealingKey::generate());
  CHECK_FALSE(vault.newest(kSite, kStore));
  const TimePoint expires = time_from_iso("2025-12-01T00:00:00.000Z");
  vault.save(kSite, kStore, state("first"), expires, kRun);
  CHECK(vault.newest(kSite, kStore)->reveal() == "first");
  CHECK_FALSE(vault.newest(kSite, model::StoreCode("a817")));
  REQUIRE(SessionVault::list(*database).size() == 1);
  const SessionInfo info = SessionVault::list(*database).front();
  CHECK(info.site == kSite);
  CHECK(info.store == kStore);
  CHECK(info.version == 1);
  CHECK(info.size_bytes == 5);
  CHECK(info.expires_at == expires);
  CHECK(info.saved_by == kRun);
}

TEST_CASE_METHOD(StorageFixture, "the newest three different states are kept") {
  SessionVault vault(*database, SealingKey::generate());
  for (const char* text : {"1", "2", "3", "4", "4", "4"}) vault.save(kSite, kStore, state(text), std::nullopt, kRun);
  std::vector<int> versions;
  for (const SessionInfo& info : SessionVault::versions(*database, kSite, kStore)) versions.push_back(info.version);
  CHECK(versions == std::vector{4, 3, 2});
  CHECK(vault.version(kSite, kStore, 2)->reveal() == "2");
  CHECK(vault.newest(kSite, kStore)->reveal() == "4");
  CHECK_FALSE(vault.version(kSite, kStore, 1));
}

TEST_CASE_METHOD(StorageFixture, "saving the same state again renews its time and forecast") {
  SessionVault vault(*database, SealingKey::generate());
  vault.save(kSite, kStore, state("same"), std::nullopt, kRun);
  database->execute("UPDATE storage_state SET saved_at = '2025-01-01T00:00:00.000Z'");
  const TimePoint expires = time_from_iso("2025-12-01T00:00:00.000Z");
  vault.save(kSite, kStore, state("same"), expires, model::RunId("later"));
  REQUIRE(SessionVault::versions(*database, kSite, kStore).size() == 1);
  const SessionInfo info = SessionVault::list(*database).front();
  CHECK(info.saved_at > time_from_iso("2025-01-01T00:00:00.000Z"));
  CHECK(info.expires_at == expires);
  CHECK(info.saved_by == model::RunId("later"));
}

TEST_CASE_METHOD(StorageFixture, "another key opens nothing, but can list, and what it saves can be opened") {
  SessionVault(*database, SealingKey::generate()).save(kSite, kStore, state("old"), std::nullopt, kRun);
  SessionVault vault(*database, SealingKey::generate());
  try {
    vault.newest(kSite, kStore);
    FAIL("opened with another key");
  } catch (const SealError& error) {
    CHECK(error.kind() == SealError::Kind::kWrongKey);
    CHECK_THAT(error.hint(), Catch::Matchers::Contains("NIGHTPORTER_KEY"));
  }
  CHECK(SessionVault::list(*database).size() == 1);
  vault.save(kSite, kStore, state("new"), std::nullopt, kRun);
  CHECK(vault.newest(kSite, kStore)->reveal() == "new");
}

TEST_CASE_METHOD(StorageFixture, "a damaged newest version leaves the one before it usable") {
  SessionVault vault(*database, SealingKey::generate());
  vault.save(kSite, kStore, state("good"), std::nullopt, kRun);
  vault.save(kSite, kStore, state("damaged"), std::nullopt, kRun);
  database->execute("UPDATE storage_state SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE version = 2");
  CHECK_THROWS_AS(vault.newest(kSite, kStore), SealError);
  CHECK(vault.version(kSite, kStore, 1)->reveal() == "good");
  vault.save(kSite, kStore, state("next"), std::nullopt, kRun);
  CHECK(vault.newest(kSite, kStore)->reveal() == "next");
}

TEST_CASE_METHOD(StorageFixture, "a forgotten session is gone in all versions, the other store's stays") {
  SessionVault vault(*database, SealingKey::generate());
  vault.save(kSite, kStore, state("1"), std::nullopt, kRun);
  vault.save(kSite, kStore, state("2"), std::nullopt, kRun);
  vault.save(kSite, model::StoreCode("a817"), state("other"), std::nullopt, kRun);
  CHECK(SessionVault::forget(*database, kSite, kStore) == 2);
  CHECK_FALSE(vault.newest(kSite, kStore));
  CHECK(vault.newest(kSite, model::StoreCode("a817")));
}

TEST_CASE_METHOD(StorageFixture, "S39 an older session never replaces a newer one") {
  SessionVault vault(*database, SealingKey::generate());
  const int first = vault.save(kSite, kStore, state("of the run's start"), std::nullopt, kRun, 0).version;
  vault.save(kSite, kStore, state("imported meanwhile"), std::nullopt, model::RunId());
  CHECK_THROWS_AS(vault.save(kSite, kStore, state("of the run's end"), std::nullopt, kRun, first), SessionReplaced);
  CHECK(vault.newest(kSite, kStore)->reveal() == "imported meanwhile");
  CHECK(vault.save(kSite, kStore, state("next"), std::nullopt, kRun, first + 1).version == first + 2);
}

TEST_CASE_METHOD(StorageFixture, "going back makes an earlier session the newest, with its forecast, and loses none but the oldest") {
  SessionVault vault(*database, SealingKey::generate());
  const TimePoint expires = time_from_iso("2025-12-01T00:00:00.000Z");
  vault.save(kSite, kStore, state("good"), expires, kRun);
  vault.save(kSite, kStore, state("bad"), std::nullopt, kRun);
  const SessionInfo back = vault.roll_back(kSite, kStore, 1);
  CHECK(back.version == 3);
  CHECK(back.expires_at == expires);
  CHECK(vault.newest(kSite, kStore)->reveal() == "good");
  CHECK(vault.version(kSite, kStore, 2)->reveal() == "bad");
  CHECK_THROWS_AS(vault.roll_back(kSite, kStore, 9), std::out_of_range);
}

}  // namespace nightporter::storage::test
