#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>

#include "sites/otp/totp.h"

namespace nightporter::sites {
namespace {

using Algorithm = TotpSecret::Algorithm;

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  if (!pipe) throw std::runtime_error(command);
  std::string text;
  std::array<char, 256> bytes{};
  while (const std::size_t count = std::fread(bytes.data(), 1, bytes.size(), pipe.get())) text.append(bytes.data(), count);
  return text;
}

std::string base32(std::mt19937& random, std::size_t letters) {
  std::string text;
  while (text.size() < letters) text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[random() % 32];
  return text;
}

TEST_CASE("our codes are those of oathtool, for many secrets, moments, digits, periods and algorithms") {
  std::mt19937 random(4226);
  const std::array<std::pair<Algorithm, const char*>, 3> algorithms{
      {{Algorithm::kSha1, "sha1"}, {Algorithm::kSha256, "sha256"}, {Algorithm::kSha512, "sha512"}}};
  int compared = 0;
  for (const std::size_t letters : {16U, 24U, 32U, 56U, 104U})
    for (const auto& [algorithm, name] : algorithms)
      for (const int digits : {6, 7, 8})
        for (const int period : {15, 30, 60}) {
          const std::string text = base32(random, letters);
          const long moment = static_cast<long>(random() % 4'000'000'000U);
          std::istringstream theirs(output_of("oathtool --totp=" + std::string(name) + " --digits=" + std::to_string(digits) +
                                              " --time-step-size=" + std::to_string(period) + "s --window=4 --now=@" +
                                              std::to_string(moment) + " --base32 " + text));
          TotpSecret secret = TotpSecret::parse(model::Secret(text));
          secret.algorithm = algorithm;
          secret.digits = digits;
          secret.period = std::chrono::seconds(period);
          std::uint64_t window = totp_window(secret, std::chrono::system_clock::time_point(std::chrono::seconds(moment)));
          for (std::string code; std::getline(theirs, code); ++compared) {
            INFO(name << " " << digits << " digits, " << period << " s, at " << moment << ", secret " << text);
            CHECK(totp_code(secret, window++).reveal() == code);
          }
        }
  CHECK(compared == 5 * 3 * 3 * 3 * 5);
}

}  // namespace
}  // namespace nightporter::sites
