#include "sites/retry.h"

#include <catch2/catch.hpp>

#include "sites/error.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;

TEST_CASE("what may pass by itself is tried three times, and what looks like a changed page once") {
  const RetryRules rules;
  for (const Trouble trouble : {Trouble::kNetwork, Trouble::kServer, Trouble::kBrowser, Trouble::kDownload}) {
    CHECK(rules.wait_after(trouble, 1) == 2s);
    CHECK(rules.wait_after(trouble, 2) == 8s);
    CHECK_FALSE(rules.wait_after(trouble, 3));
  }
  CHECK_FALSE(rules.wait_after(Trouble::kPage, 1));
}

TEST_CASE("each kind of trouble has its own attempts and waits, which grow fourfold up to five minutes") {
  RetryRules rules;
  rules.rule(Trouble::kServer) = {.attempts = 10, .wait = 10s};
  CHECK(rules.wait_after(Trouble::kServer, 1) == 10s);
  CHECK(rules.wait_after(Trouble::kServer, 3) == 160s);
  CHECK(rules.wait_after(Trouble::kServer, 4) == 5min);
  CHECK(rules.wait_after(Trouble::kServer, 9) == 5min);
  CHECK_FALSE(rules.wait_after(Trouble::kServer, 10));
  CHECK_FALSE(rules.wait_after(Trouble::kNetwork, 3));
}

TEST_CASE("an error says what kind of trouble it is, and a refused secret or login is none") {
  CHECK(TransientFailure({}, "x", Trouble::kServer).trouble() == Trouble::kServer);
  CHECK(DownloadFailed({}, "x", "empty file", Trouble::kDownload).retry_can_help());
  CHECK_FALSE(DownloadFailed({}, "x", "wrong type", std::nullopt).trouble());
  CHECK(SiteChanged({}, "x").trouble() == Trouble::kPage);
  CHECK_FALSE(SiteChanged({}, "x").retry_can_help());
  CHECK_FALSE(LoginNeeded({}, "x").trouble());
  CHECK_FALSE(SecretRefused({}, "x").trouble());
  CHECK(to_string(Trouble::kDownload) == "download");
}

}  // namespace
}  // namespace nightporter::sites
