#include "cdp/log/redactor.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "cdp/json/json_text.h"

namespace nightporter::cdp {

namespace dom = simdjson::dom;

namespace {

constexpr std::string_view kMask = "***";

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return result;
}

/// Objects and arrays of these names hold {name, value} pairs whose every value is a secret.
bool holds_secret_values(std::string_view key) {
  static constexpr std::array<std::string_view, 6> kKeys = {"cookies",         "associatedCookies", "blockedCookies",
                                                            "exemptedCookies", "localStorage",      "sessionStorage"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

bool is_body(std::string_view key) {
  return key == "postData" || key == "postDataEntries" || key == "headersText" || key == "requestHeadersText" || key == "cookieLine" ||
         key == "rawCookieLine";
}

std::string percent_encoded(std::string_view text, bool lower_case, std::string_view space) {
  const char* const digits = lower_case ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string encoded;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (std::isalnum(value) || std::string_view("-_.~").find(byte) != std::string_view::npos) {
      encoded += byte;
    } else if (byte == ' ') {
      encoded += space;
    } else {
      encoded += '%';
      encoded += digits[value >> 4];
      encoded += digits[value & 0xF];
    }
  }
  return encoded;
}

std::string shortened(std::string text) {
  if (text.size() <= Redactor::kLongestStringBytes) return text;
  std::size_t kept = Redactor::kLongestStringBytes / 4;
  while ((static_cast<unsigned char>(text[kept]) & 0xC0) == 0x80) --kept;  // not in the midst of a character
  const std::size_t left_out = text.size() - kept;
  text.resize(kept);
  return text + "… (" + std::to_string(left_out) + " more bytes)";
}

/// As Chrome writes a text into HTML (outerHTML): an apostrophe stays one.
std::string in_serialized_html(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    switch (byte) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += byte;
    }
  }
  return escaped;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kWords = {"authorization", "cookie",  "password", "passwd", "secret", "token",
                                                              "apikey",        "api-key", "api_key",  "csrf",   "xsrf",   "session_id"};
  const std::string known = lower(name);
  return known == "pwd" || known == "otp" || known == "jwt" ||
         std::ranges::any_of(kWords, [&known](std::string_view word) { return known.find(word) != std::string::npos; });
}

std::string without_secret_parameters(std::string_view text) {
  const bool is_url = (text.starts_with('/') || text.find("://") != std::string_view::npos) && text.find(' ') == std::string_view::npos;
  if (!is_url) return std::string(text);
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t separator = std::min(text.find_first_of("?&#", at), text.size() - 1);
    result.append(text, at, separator + 1 - at);
    at = separator + 1;
    const std::size_t end = std::min(text.find_first_of("?&#", at), text.size());
    const std::string_view parameter = text.substr(std::min(at, text.size()), end - at);
    const std::size_t equals = parameter.find('=');
    if (equals == std::string_view::npos || !is_secret_name(parameter.substr(0, equals))) continue;
    result.append(parameter.substr(0, equals + 1)).append(kMask);
    at = end;
  }
  return result;
}

/// Writes one document anew. `Region` is what the surrounding object says of the values inside.
class RedactingWriter {
 public:
  explicit RedactingWriter(const Redactor& redactor) : redactor_(redactor) {}

  enum class Region { kOpen, kSecretPairs, kSecret, kTyped };

  bool write_document(std::string_view text) {
    dom::parser parser;
    dom::element root;
    if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return false;
    write(root, Region::kOpen);
    return true;
  }

  std::string release() { return std::move(json_); }

 private:
  void write(const dom::element& element, Region region) {
    switch (element.type()) {
      case dom::element_type::OBJECT:
        write_object(element.get_object().value_unsafe(), region);
        break;
      case dom::element_type::ARRAY:
        write_array(element.get_array().value_unsafe(), region);
        break;
      case dom::element_type::STRING:
        write_string(element.get_string().value_unsafe(), region);
        break;
      default: {
        const std::string scalar = simdjson::minify(element);
        const bool is_secret = region == Region::kSecret && element.type() != dom::element_type::NULL_VALUE;
        if (is_secret || redactor_.is_secret_number(scalar))
          append_json_string(json_, kMask);
        else
          json_ += scalar;
      }
    }
  }

  void write_array(const dom::array& array, Region region) {
    char separator = '[';
    for (const dom::element item : array) {
      json_ += separator;
      write(item, region);
      separator = ',';
    }
    if (separator == '[') json_ += separator;
    json_ += ']';
  }

  void write_object(const dom::object& object, Region region) {
    if (region == Region::kOpen) region = region_of_method(object);
    const bool pair_is_secret = region == Region::kSecretPairs || names_a_secret(object);
    char separator = '{';
    for (const auto& [key, value] : object) {
      json_ += separator;
      append_json_string(json_, redactor_.redact_text(key));
      json_ += ':';
      write(value, region_of(key, value, region, pair_is_secret));
      separator = ',';
    }
    if (separator == '{') json_ += separator;
    json_ += '}';
  }

  static Region region_of(std::string_view key, const dom::element& value, Region around, bool pair_is_secret) {
    if (around == Region::kSecret || is_body(key)) return Region::kSecret;
    if (holds_secret_values(key)) return Region::kSecretPairs;
    if (key == "value" && pair_is_secret) return Region::kSecret;
    if (around == Region::kTyped && is_keystroke(key, value)) return Region::kSecret;
    const bool is_whole_secret = !value.is_bool() && !(value.is_object() && lower(key).find("cookie") != std::string::npos);
    if (is_secret_name(key)) return is_whole_secret ? Region::kSecret : Region::kSecretPairs;
    return around;
  }

  /// {"name": "Set-Cookie", "value": …}, in whichever order.
  static bool names_a_secret(const dom::object& object) {
    std::string_view name;
    return object["name"].get(name) == simdjson::SUCCESS && is_secret_name(name);
  }

  static Region region_of_method(const dom::object& object) {
    std::string_view method;
    if (object["method"].get(method) != simdjson::SUCCESS) return Region::kOpen;
    if (method.starts_with("Input.") || method == "Page.screencastFrame") return Region::kTyped;
    return method.find("ookie") != std::string_view::npos ? Region::kSecretPairs : Region::kOpen;
  }

  /// The names of keys that type nothing (Enter, Tab) stay readable. A picture of the page shows what was typed (`data`).
  static bool is_keystroke(std::string_view key, const dom::element& value) {
    if (key == "text" || key == "unmodifiedText" || key == "keyIdentifier" || key == "data") return true;
    std::string_view name;
    if (key == "key") return value.get(name) != simdjson::SUCCESS || name.size() < 2 || static_cast<unsigned char>(name[0]) >= 0x80;
    if (key == "code")
      return value.get(name) == simdjson::SUCCESS && (name.starts_with("Key") || name.starts_with("Digit") || name.starts_with("Numpad"));
    return key == "windowsVirtualKeyCode" || key == "nativeVirtualKeyCode";
  }

  void write_string(std::string_view text, Region region) {
    if (region == Region::kSecret) {
      append_json_string(json_, text.empty() ? text : kMask);
      return;
    }
    if (text.starts_with('{') || text.starts_with('[')) {
      RedactingWriter inner(redactor_);
      if (inner.write_document(text)) {
        append_json_string(json_, shortened(inner.release()));
        return;
      }
    }
    append_json_string(json_, shortened(without_secret_parameters(redactor_.redact_text(text))));
  }

  const Redactor& redactor_;
  std::string json_;
};

namespace {

std::string without_leading_zeros(const std::string& digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

}  // namespace

void Redactor::add_secret(std::string value) {
  if (value.empty()) return;
  const bool is_number = value.find_first_not_of("0123456789") == std::string::npos;
  if (is_number) add_once(numbers_, without_leading_zeros(value));
  if (value.size() < kShortestSecret) {
    add_once(whole_strings_, std::move(value));
    return;
  }
  std::string json;
  append_json_string(json, value);
  for (std::string spelling :
       {value, json.substr(1, json.size() - 2), percent_encoded(value, false, "%20"), percent_encoded(value, true, "%20"),
        percent_encoded(value, false, "+"), percent_encoded(value, true, "+"), in_serialized_html(value)})
    add_once(spellings_, std::move(spelling));
  std::ranges::sort(spellings_, std::greater<>(), &std::string::size);
}

bool Redactor::is_secret_number(std::string_view json_number) const {
  const std::string_view digits = json_number.substr(json_number.starts_with('-') ? 1 : 0);
  return std::ranges::any_of(numbers_, [digits](const std::string& number) {
    return digits == number || (digits.starts_with(number) && digits.substr(number.size()) == ".0");
  });
}

std::string Redactor::redact_text(std::string_view text) const {
  if (std::ranges::find(whole_strings_, text) != whole_strings_.end()) return std::string(kMask);
  std::string result(text);
  for (const std::string& spelling : spellings_)
    for (std::size_t at = 0; (at = result.find(spelling, at)) != std::string::npos; at += kMask.size())
      result.replace(at, spelling.size(), kMask);
  return result;
}

std::string Redactor::redact_json_strings(std::string_view json) const {
  const auto stands_there = [json](const std::string& spelling) { return json.find(spelling) != std::string_view::npos; };
  if (std::ranges::none_of(spellings_, stands_there) && std::ranges::none_of(whole_strings_, stands_there)) return std::string(json);
  std::string result;
  result.reserve(json.size());
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t opening = std::min(json.find('"', at), json.size());
    result.append(json, at, opening - at);
    if (opening == json.size()) break;
    std::size_t closing = opening + 1;
    while (closing < json.size() && json[closing] != '"') closing += json[closing] == '\\' ? 2 : 1;
    closing = std::min(closing, json.size());
    const std::string_view inner = json.substr(opening + 1, closing - opening - 1);
    const bool is_key = closing + 1 < json.size() && json[closing + 1] == ':';
    result += '"';
    result += is_key ? std::string(inner) : redact_text(inner);
    if (closing < json.size()) result += '"';
    at = closing + 1;
  }
  return result;
}

std::string Redactor::redact(std::string_view message) const {
  RedactingWriter writer(*this);
  if (!writer.write_document(message))
    return R"({"unreadable":"a message of )" + std::to_string(message.size()) + R"( bytes that is not JSON"})";
  return writer.release();
}

}  // namespace nightporter::cdp
