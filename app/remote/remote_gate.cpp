#include "app/remote/remote_gate.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace nightporter::app {

namespace {

constexpr std::string_view kEntrance = "/enter/";
constexpr std::string_view kCookieName = "nightporter_view";

/// 256 random bits in letters that need no escaping anywhere.
model::Secret random_word() {
  std::array<unsigned char, 32> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("OpenSSL gives no random numbers");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string word;
  for (const unsigned char byte : bytes) {
    word += kDigits[byte >> 4];
    word += kDigits[byte & 0xF];
  }
  return model::Secret(std::move(word));
}

/// In a time that does not tell how much of it was right.
bool is_same(std::string_view given, const model::Secret& secret) {
  const std::string& expected = secret.reveal();
  return given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), expected.size()) == 0;
}

/// Whether the request comes from a page of ours, as far as its browser tells.
bool is_from_our_page(const RemoteRequest& request) {
  const std::size_t scheme = request.origin.find("://");
  return scheme != std::string::npos && !request.host.empty() && request.origin.substr(scheme + 3) == request.host;
}

}  // namespace

RemoteGate::RemoteGate(Encryption encryption)
    : encryption_(encryption), token_(random_word()), cookie_(random_word()), entrance_path_(std::string(kEntrance) + token_.reveal()) {}

model::Secret RemoteGate::set_cookie() const {
  std::string text = std::string(kCookieName) + "=" + cookie_.reveal() + "; Path=/; HttpOnly; SameSite=Strict";
  if (encryption_ == Encryption::kTls) text += "; Secure";
  return model::Secret(std::move(text));
}

bool RemoteGate::has_cookie(const RemoteRequest& request) const {
  if (!entered_) return false;
  const std::string_view cookies = request.cookies;
  for (std::size_t at = 0; at < cookies.size();) {
    const std::size_t end = std::min(cookies.find(';', at), cookies.size());
    const std::string_view pair = cookies.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) == kCookieName && equals < pair.size() && is_same(pair.substr(equals + 1), cookie_)) return true;
    at = std::min(cookies.find_first_not_of("; ", end), cookies.size());
  }
  return false;
}

RemoteGate::Passage RemoteGate::judge(const RemoteRequest& request, bool is_upgrade) {
  const std::string_view target = request.target;
  if (is_upgrade)
    return request.method == "GET" && target == "/view" && is_from_our_page(request) && has_cookie(request) ? Passage::kView
                                                                                                            : Passage::kNothing;
  if (request.method == "GET") {
    if (target == "/") return has_cookie(request) ? Passage::kPage : Passage::kNothing;
    if (!target.starts_with(kEntrance)) return Passage::kNothing;
    if (has_cookie(request)) return Passage::kReturn;
    return !entered_ && is_same(target, entrance_path_) ? Passage::kEntrance : Passage::kNothing;
  }
  constexpr std::string_view kField = "token=";
  const std::string_view body = request.body;
  const bool enters = request.method == "POST" && target == "/enter" && is_from_our_page(request) && !entered_ &&
                      body.starts_with(kField) && is_same(body.substr(kField.size()), token_);
  if (!enters) return Passage::kNothing;
  entered_ = true;
  return Passage::kEntering;
}

}  // namespace nightporter::app
