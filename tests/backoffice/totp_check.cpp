#include "tests/backoffice/totp_check.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace nightporter::backoffice {

namespace {

constexpr std::chrono::seconds kStep{30};

std::string decode_base32(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) throw std::invalid_argument("not base32: " + std::string(text));
    bits = (bits << 5U) | static_cast<std::uint32_t>(value);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
  }
  return bytes;
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), bytes.data(),
       &size);
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

}  // namespace

std::string totp_code(std::string_view base32_secret, std::chrono::system_clock::time_point time) {
  auto counter = static_cast<std::uint64_t>(time.time_since_epoch() / kStep);
  std::string message(8, '\0');
  for (int i = 7; i >= 0; --i, counter >>= 8U) message[static_cast<std::size_t>(i)] = static_cast<char>(counter & 0xFFU);
  const std::string mac = hmac(EVP_sha1(), decode_base32(base32_secret), message);
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[at])); };
  const std::size_t offset = byte(19) & 0xFU;
  const std::uint32_t number = ((byte(offset) & 0x7FU) << 24U) | (byte(offset + 1) << 16U) | (byte(offset + 2) << 8U) | byte(offset + 3);
  return fmt::format("{:06}", number % 1'000'000U);
}

bool accepts_totp(std::string_view base32_secret, std::string_view code, std::chrono::system_clock::time_point time) {
  for (const std::chrono::seconds drift : {-kStep, std::chrono::seconds(0), kStep})
    if (totp_code(base32_secret, time + drift) == code) return true;
  return false;
}

std::string sign(std::string_view key, std::string_view text) {
  std::string hex;
  for (const char c : hmac(EVP_sha256(), key, text).substr(0, 16)) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

}  // namespace nightporter::backoffice
