#include "tests/backoffice/view_state.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "model/html_page.h"
#include "tests/backoffice/totp_check.h"

namespace nightporter::backoffice {

namespace {

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the NUL that OpenSSL adds
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string urlencoded(const HttpFields& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += (text.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(value);
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  while (!bytes.empty() && bytes.back() == '\0') bytes.pop_back();  // the padding counts as bytes
  return bytes;
}

constexpr std::string_view kGenerator = "CA0B0334";

}  // namespace

std::string ViewState::view_state(std::string_view page, const HttpFields& state) const {
  const std::string text = urlencoded(state);
  return base64(fmt::format("{}|{}", text, sign(key_, fmt::format("{}|{}", page, text))));
}

std::string ViewState::event_validation(std::string_view page) const {
  return base64(sign(key_, fmt::format("events of {}", page)));
}

std::string ViewState::hidden_inputs(std::string_view page, const HttpFields& state) const {
  std::string inputs;
  const auto add = [&](std::string_view name, std::string_view value) {
    inputs += fmt::format("<input type=\"hidden\" name=\"{0}\" id=\"{0}\" value=\"{1}\">\n", name, model::html_escaped(value));
  };
  add("__EVENTTARGET", "");
  add("__EVENTARGUMENT", "");
  add("__VIEWSTATE", view_state(page, state));
  add("__VIEWSTATEGENERATOR", kGenerator);
  add("__EVENTVALIDATION", event_validation(page));
  return inputs;
}

std::optional<HttpFields> ViewState::read(std::string_view page, const HttpFields& form) const {
  if (form.value("__EVENTVALIDATION") != event_validation(page) || form.value("__VIEWSTATEGENERATOR") != kGenerator) return std::nullopt;
  const std::optional<std::string> bytes = from_base64(form.value("__VIEWSTATE"));
  if (!bytes) return std::nullopt;
  const std::size_t bar = bytes->rfind('|');
  if (bar == std::string::npos) return std::nullopt;
  const std::string text = bytes->substr(0, bar);
  if (bytes->substr(bar + 1) != sign(key_, fmt::format("{}|{}", page, text))) return std::nullopt;
  return parse_urlencoded(text);
}

std::string delta_part(std::string_view type, std::string_view id, std::string_view content) {
  std::size_t utf16_units = 0;
  for (const char c : content) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80U) ++utf16_units;  // the first byte of a character
    if (byte >= 0xF0U) ++utf16_units;            // one outside the basic plane takes two
  }
  return fmt::format("{}|{}|{}|{}|", utf16_units, type, id, content);
}

}  // namespace nightporter::backoffice
