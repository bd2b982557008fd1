#include "app/remote/remote_pages.h"

#include <openssl/rand.h>

#include <array>
#include <map>
#include <stdexcept>

#include "model/html_page.h"
#include "remote.css.h"
#include "remote_connection.js.h"
#include "remote_entrance.html.h"
#include "remote_input.js.h"
#include "remote_panels.js.h"
#include "remote_start.js.h"
#include "remote_view.html.h"

namespace nightporter::app {

namespace {

std::string nonce() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("OpenSSL gives no random numbers");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xF];
  }
  return text;
}

std::vector<std::pair<std::string, std::string>> guarded(std::string policy) {
  return {{"Cache-Control", "no-store"},
          {"Content-Security-Policy", std::move(policy)},
          {"X-Frame-Options", "DENY"},
          {"X-Content-Type-Options", "nosniff"},
          // The button's form tells where it stands, which "no-referrer" would hide from us too.
          {"Referrer-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}};
}

constexpr std::string_view kNothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

HttpReply html_page(std::string_view page, std::map<std::string, std::string, std::less<>> values) {
  const std::string once = nonce();
  HttpReply reply{.status = 200,
                  .headers = guarded(std::string(kNothingAllowed) + "; style-src 'nonce-" + once + "'; script-src 'nonce-" + once +
                                     "'; img-src data: blob:; connect-src 'self'; form-action 'self'")};
  reply.headers.emplace_back("Content-Type", "text/html; charset=utf-8");
  values.emplace("nonce", once);
  values.emplace("style", embedded::kRemoteCss);
  reply.body = model::fill_page(page, values);
  return reply;
}

std::map<std::string, std::string, std::less<>> values_of(const RemoteWords& words) {
  return {{"site", words.site}, {"store", words.store}, {"label", words.label}, {"expected", words.expected}};
}

}  // namespace

HttpReply entrance_page(const RemoteWords& words, const model::Secret& token) {
  auto values = values_of(words);
  values.emplace("token", token.reveal());
  return html_page(embedded::kRemoteEntranceHtml, std::move(values));
}

HttpReply view_page(const RemoteWords& words) {
  auto values = values_of(words);
  std::string script;
  for (const std::string_view part :
       {embedded::kRemoteConnectionJs, embedded::kRemotePanelsJs, embedded::kRemoteInputJs, embedded::kRemoteStartJs})
    script += part;
  values.emplace("script", std::move(script));
  return html_page(embedded::kRemoteViewHtml, std::move(values));
}

HttpReply to_view_page() {
  HttpReply reply{.status = 303, .headers = guarded(std::string(kNothingAllowed))};
  reply.headers.emplace_back("Location", "/");
  return reply;
}

HttpReply nothing_there() {
  return {.status = 404, .headers = guarded(std::string(kNothingAllowed)), .body = {}};
}

}  // namespace nightporter::app
