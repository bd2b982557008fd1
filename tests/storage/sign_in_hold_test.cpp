#include "storage/sign_in_hold.h"

#include <catch2/catch.hpp>

#include "storage/run_ledger.h"
#include "tests/storage/storage_fixture.h"

namespace nightporter::storage::test {
namespace {

using State = SignInHold::State;
using Secrets = std::map<std::string, model::Secret>;

const model::SiteCode kSite("td");
const model::StoreCode kStore("a668");

Secrets secrets(const char* password, const char* totp = "JBSWY3DP") {
  return {{"username", model::Secret("anna")}, {"password", model::Secret(password)}, {"totp", model::Secret(totp)}};
}

struct HoldFixture : StorageFixture {
  SignInHold hold{*database, SealingKey::generate()};
  model::RunId run = RunLedger(*database).start_run("run");

  State look(const char* password) { return hold.look(kSite, kStore, secrets(password)); }
  void refuse(const char* password) { hold.enter_refusal(kSite, kStore, secrets(password), run); }
};

TEST_CASE_METHOD(HoldFixture, "a store is held after its password was refused twice, and others are not") {
  refuse("first");
  CHECK(look("first") == State::kFree);
  refuse("first");
  CHECK(look("first") == State::kHeld);
  CHECK(hold.look(kSite, model::StoreCode("a817"), secrets("first")) == State::kFree);
  CHECK(SignInHold::held_since(*database, kSite, kStore));
}

TEST_CASE_METHOD(HoldFixture, "another password lifts the hold once, and has two attempts of its own") {
  refuse("first");
  refuse("first");
  CHECK(look("second") == State::kSecretsChanged);
  CHECK(look("second") == State::kFree);
  refuse("second");
  CHECK(look("second") == State::kFree);
  refuse("second");
  CHECK(look("second") == State::kHeld);
}

TEST_CASE_METHOD(HoldFixture, "another authenticator is no other password") {
  refuse("first");
  refuse("first");
  CHECK(hold.look(kSite, kStore, secrets("first", "OTHER")) == State::kHeld);
}

TEST_CASE_METHOD(HoldFixture, "passwords tried in turn are not free attempts for ever") {
  refuse("first");
  refuse("second");
  CHECK(look("second") == State::kFree);
  refuse("second");
  CHECK(look("second") == State::kHeld);
}

TEST_CASE_METHOD(HoldFixture, "what was refused under another sealing key counts, for nobody can tell") {
  refuse("first");
  refuse("first");
  SignInHold other_key(*database, SealingKey::generate());
  CHECK(other_key.look(kSite, kStore, secrets("second")) == State::kHeld);
}

TEST_CASE_METHOD(HoldFixture, "a release forgets the refusals") {
  refuse("first");
  refuse("first");
  CHECK(SignInHold::release(*database, kSite, kStore) == 2);
  CHECK(look("first") == State::kFree);
  CHECK_FALSE(SignInHold::held_since(*database, kSite, kStore));
}

TEST_CASE_METHOD(HoldFixture, "the refused password is not in the database, nor a hash that could be guessed without the key") {
  refuse("correct horse");
  const SealingKey other = SealingKey::generate();
  const std::string kept = text("SELECT secret_hash FROM sign_in_refusal");
  CHECK(kept.size() == 32);
  SignInHold same_password(*database, other);
  same_password.enter_refusal(kSite, kStore, secrets("correct horse"), run);
  CHECK(text("SELECT secret_hash FROM sign_in_refusal ORDER BY id DESC") != kept);
}

}  // namespace
}  // namespace nightporter::storage::test
