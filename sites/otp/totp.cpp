#include "sites/otp/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "sites/text_filter.h"

namespace nightporter::sites {
namespace {

model::Secret decode_base32(const std::string& text) {
  std::string bytes;
  std::uint32_t buffer = 0;
  int bits = 0;
  bool padded = false;
  for (const char c : text) {
    if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r') continue;
    if (c == '=') {
      padded = true;
      continue;
    }
    const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const int value = upper >= 'A' && upper <= 'Z' ? upper - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
    if (value < 0 || padded) throw InvalidTotpSecret("the TOTP secret is not base32: it holds a character other than A-Z and 2-7");
    buffer = (buffer << 5) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>((buffer >> bits) & 0xff);
    }
  }
  if (bytes.empty()) throw InvalidTotpSecret("the TOTP secret is empty");
  return model::Secret(std::move(bytes));
}

int number_of(const std::string& text, int least, int most, const std::string& what) {
  if (text.empty() || text.size() > 4 || text.find_first_not_of("0123456789") != std::string::npos)
    throw InvalidTotpSecret("the otpauth URL's " + what + " is no number");
  const int number = std::stoi(text);
  if (number < least || number > most)
    throw InvalidTotpSecret("the otpauth URL's " + what + " must lie between " + std::to_string(least) + " and " + std::to_string(most));
  return number;
}

TotpSecret::Algorithm algorithm_of(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (text == "SHA1") return TotpSecret::Algorithm::kSha1;
  if (text == "SHA256") return TotpSecret::Algorithm::kSha256;
  if (text == "SHA512") return TotpSecret::Algorithm::kSha512;
  throw InvalidTotpSecret("the otpauth URL's algorithm is none of SHA1, SHA256 and SHA512");
}

TotpSecret parse_url(const std::string& url) {
  if (!url.starts_with("otpauth://totp/"))
    throw InvalidTotpSecret("only otpauth://totp/ URLs can be used: codes that count up (hotp) cannot");
  TotpSecret secret;
  const std::size_t query = url.find('?');
  std::size_t start = query == std::string::npos ? url.size() : query + 1;
  while (start < url.size()) {
    const std::size_t end = std::min(url.find('&', start), url.size());
    const std::string pair = url.substr(start, end - start);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = pair.substr(0, equals);
    const std::string value = equals < pair.size() ? url_decode(pair.substr(equals + 1)) : "";
    if (name == "secret") secret.key = decode_base32(value);
    if (name == "algorithm") secret.algorithm = algorithm_of(value);
    if (name == "digits") secret.digits = number_of(value, 6, 9, name);
    if (name == "period") secret.period = std::chrono::seconds(number_of(value, 5, 3600, name));
    start = end + 1;
  }
  if (secret.key.empty()) throw InvalidTotpSecret("the otpauth URL has no secret");
  return secret;
}

const EVP_MD* digest_of(TotpSecret::Algorithm algorithm) {
  switch (algorithm) {
    case TotpSecret::Algorithm::kSha1:
      return EVP_sha1();
    case TotpSecret::Algorithm::kSha256:
      return EVP_sha256();
    case TotpSecret::Algorithm::kSha512:
      return EVP_sha512();
  }
  return EVP_sha1();
}

}  // namespace

TotpSecret TotpSecret::parse(const model::Secret& text) {
  std::string trimmed = text.reveal();
  trimmed.erase(0, std::min(trimmed.find_first_not_of(" \t\r\n"), trimmed.size()));
  if (trimmed.find("://") != std::string::npos) return parse_url(trimmed);
  TotpSecret secret;
  secret.key = decode_base32(trimmed);
  return secret;
}

std::uint64_t totp_window(const TotpSecret& secret, std::chrono::system_clock::time_point at) {
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()) / secret.period);
}

model::Secret totp_code(const TotpSecret& secret, std::uint64_t window) {
  std::array<unsigned char, 8> message{};
  for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<unsigned char>(window >> (56 - 8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  const std::string& key = secret.key.reveal();
  if (HMAC(digest_of(secret.algorithm), key.data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(), &length) ==
      nullptr)
    throw std::runtime_error("OpenSSL cannot compute an HMAC");
  const std::size_t offset = mac[length - 1] & 0x0f;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[offset] & 0x7f) << 24) |
                               (static_cast<std::uint32_t>(mac[offset + 1]) << 16) | (static_cast<std::uint32_t>(mac[offset + 2]) << 8) |
                               mac[offset + 3];
  std::uint32_t modulus = 1;
  for (int i = 0; i < secret.digits; ++i) modulus *= 10;
  const std::string digits = std::to_string(number % modulus);
  return model::Secret(std::string(static_cast<std::size_t>(secret.digits) - digits.size(), '0') + digits);
}

}  // namespace nightporter::sites
