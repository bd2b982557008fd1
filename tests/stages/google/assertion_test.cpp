#include "stages/google/assertion.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>

#include "stages/google/error.h"
#include "tests/backoffice/google/service_account_key.h"
#include "tests/support/npm_program.h"
#include "tests/support/temporary_folder.h"

using namespace nightporter;
using namespace nightporter::stages;

namespace {

const std::chrono::sys_seconds kNow{std::chrono::seconds(1'763'000'000)};

ServiceAccount account_with(const std::string& private_pem) {
  return parse_service_account(
      model::Secret(backoffice::key_file_json("porter@p.iam.gserviceaccount.com", private_pem, "https://a.test/token")), "google.json");
}

}  // namespace

TEST_CASE("base64url has no padding and no characters that a URL minds") {
  CHECK(base64url("") == "");
  CHECK(base64url("\xff\xef\xfe") == "_-_-");
  CHECK(base64url("ab") == "YWI");
}

TEST_CASE("an assertion says who asks, for what, of whom and for how long, and is signed by the account's key", "[npm]") {
  const auto key = backoffice::KeyPair::make();
  const std::string jwt = signed_assertion(account_with(key.private_pem), "scope-a scope-b", kNow).reveal();
  // Read by node's crypto, which shares no code with ours.
  const auto read = test::run_node({"-e", R"(
    const [head, claims, signature] = process.env.JWT.split('.');
    const good = require('crypto').verify('RSA-SHA256', head + '.' + claims, process.env.KEY, Buffer.from(signature, 'base64url'));
    console.log(JSON.stringify({good, head: JSON.parse(Buffer.from(head, 'base64url')), claims: JSON.parse(Buffer.from(claims, 'base64url'))})))"},
                                   {{"JWT", jwt}, {"KEY", key.public_pem}});
  REQUIRE(read.exit_code == 0);
  const auto said = boost::json::parse(read.output);
  CHECK(said.at("good") == true);
  CHECK(said.at("head") == boost::json::parse(R"({"alg":"RS256","typ":"JWT","kid":"0123456789abcdef"})"));
  CHECK(said.at("claims") == boost::json::parse(R"({"iss":"porter@p.iam.gserviceaccount.com","scope":"scope-a scope-b",
      "aud":"https://a.test/token","iat":1763000000,"exp":1763003600})"));
}

TEST_CASE("a key file that is none says what it lacks") {
  const auto parse = [](const std::string& json) { return parse_service_account(model::Secret(json), "google.json"); };
  CHECK_THROWS_WITH(parse("not json"), Catch::StartsWith("google.json is not the key of a service account"));
  CHECK_THROWS_WITH(parse(R"({"type":"authorized_user"})"), Catch::Contains("\"authorized_user\", not of a service account"));
  CHECK_THROWS_WITH(parse(R"({"type":"service_account","client_email":"a@b"})"), Catch::Contains("no \"private_key\""));
  CHECK_THROWS_WITH(signed_assertion(account_with("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "s", kNow),
                    Catch::Contains("is not an RSA key"));
}
