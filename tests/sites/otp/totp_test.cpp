#include "sites/otp/totp.h"

#include <catch2/catch.hpp>

namespace nightporter::sites {
namespace {

using Algorithm = TotpSecret::Algorithm;

std::string code_at(const std::string& key, Algorithm algorithm, std::int64_t seconds) {
  const TotpSecret secret{model::Secret(key), algorithm, 8, std::chrono::seconds(30)};
  return totp_code(secret, static_cast<std::uint64_t>(seconds / 30)).reveal();
}

TEST_CASE("codes are those of RFC 6238, appendix B") {
  const std::string seed = "1234567890";
  const std::string key20 = seed + seed, key32 = seed + seed + seed + "12", key64 = seed + seed + seed + seed + seed + seed + "1234";
  struct Row {
    std::int64_t seconds;
    const char *sha1, *sha256, *sha512;
  };
  const Row rows[] = {{59, "94287082", "46119246", "90693936"},         {1111111109, "07081804", "68084774", "25091201"},
                      {1111111111, "14050471", "67062674", "99943326"}, {1234567890, "89005924", "91819424", "93441116"},
                      {2000000000, "69279037", "90698825", "38618901"}, {20000000000, "65353130", "77737706", "47863826"}};
  for (const Row& row : rows) {
    CHECK(code_at(key20, Algorithm::kSha1, row.seconds) == row.sha1);
    CHECK(code_at(key32, Algorithm::kSha256, row.seconds) == row.sha256);
    CHECK(code_at(key64, Algorithm::kSha512, row.seconds) == row.sha512);
  }
}

TEST_CASE("time is cut into windows of the secret's period") {
  const TotpSecret secret{model::Secret("x"), Algorithm::kSha1, 6, std::chrono::seconds(60)};
  const auto at = [&](std::chrono::milliseconds since_epoch) {
    return totp_window(secret, std::chrono::system_clock::time_point(since_epoch));
  };
  CHECK(at(std::chrono::milliseconds(59'999)) == 0);
  CHECK(at(std::chrono::milliseconds(60'000)) == 1);
}

TEST_CASE("a base32 secret is read with spaces, dashes, small letters and without padding") {
  for (const char* text : {"GEZDGNBVGY3TQOJQ", "gezd gnbv gy3t qojq", "GEZD-GNBV-GY3T-QOJQ", "GEZDGNBVGY3TQOJQ======\n"})
    CHECK(TotpSecret::parse(model::Secret(text)).key.reveal() == "1234567890");
  CHECK(TotpSecret::parse(model::Secret("MZXW6")).key.reveal() == "foo");
}

TEST_CASE("what is no base32 secret is refused without being quoted") {
  for (const char* text : {"", "   ", "GEZD!", "GEZ1", "A=B"}) {
    try {
      TotpSecret::parse(model::Secret(text));
      FAIL("no error for " << text);
    } catch (const InvalidTotpSecret& error) {
      CHECK(std::string(error.what()).find("GEZ") == std::string::npos);
    }
  }
}

TEST_CASE("an otpauth URL brings algorithm, digits and period") {
  const TotpSecret secret = TotpSecret::parse(
      model::Secret("otpauth://totp/Shop:me%40x?secret=GEZDGNBVGY3TQOJQ&issuer=Shop&algorithm=SHA256&digits=8&period=60"));
  CHECK(secret.key.reveal() == "1234567890");
  CHECK(secret.algorithm == Algorithm::kSha256);
  CHECK(secret.digits == 8);
  CHECK(secret.period == std::chrono::seconds(60));
  const TotpSecret plain = TotpSecret::parse(model::Secret("otpauth://totp/x?secret=gezdgnbvgy3tqojq"));
  CHECK(plain.digits == 6);
  CHECK(plain.algorithm == Algorithm::kSha1);
  for (const char* url :
       {"otpauth://hotp/x?secret=GEZDGNBV", "otpauth://totp/x", "otpauth://totp/x?secret=GEZDGNBV&digits=5",
        "otpauth://totp/x?secret=GEZDGNBV&algorithm=MD5", "otpauth://totp/x?secret=GEZDGNBV&period=zero", "https://totp/x?secret=GEZDGNBV"})
    CHECK_THROWS_AS(TotpSecret::parse(model::Secret(url)), InvalidTotpSecret);
}

}  // namespace
}  // namespace nightporter::sites
