#include "stages/otp/mail_text.h"

#include <algorithm>
#include <array>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <cctype>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "engine/browser/base64.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kMostText = 64 * 1024;
constexpr std::size_t kMostHtml = 512 * 1024;
constexpr int kDeepest = 8;

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string value_of(const Headers& headers, std::string_view name) {
  for (const auto& [known, value] : headers)
    if (boost::algorithm::iequals(known, name)) return value;
  return {};
}

/// Takes the headers, unfolded, off the front of `text`.
Headers take_headers(std::string_view& text) {
  Headers headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if ((line.front() == ' ' || line.front() == '\t') && !headers.empty())
      headers.back().second += " " + boost::algorithm::trim_copy(std::string(line));
    else if (colon != std::string_view::npos)
      headers.emplace_back(std::string(line.substr(0, colon)), boost::algorithm::trim_copy(std::string(line.substr(colon + 1))));
  }
  return headers;
}

/// The parameter of a header such as `multipart/mixed; boundary="x"`.
std::string parameter(const std::string& header, std::string_view name) {
  const auto found = boost::algorithm::ifind_first(header, std::string(name) + "=");
  if (found.empty()) return {};
  std::string value(found.end(), header.end());
  if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
  return value.substr(0, value.find_first_of("; \t"));
}

int hex_digit(char c) {
  const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower >= '0' && lower <= '9' ? lower - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

enum class Underscores { kThemselves, kSpaces };

std::string from_quoted_printable(std::string_view text, Underscores underscores) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_' && underscores == Underscores::kSpaces) {
      decoded += ' ';
    } else if (text[i] != '=') {
      decoded += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '\n') {
      i += 1;
    } else if (i + 2 < text.size() && text[i + 1] == '\r' && text[i + 2] == '\n') {
      i += 2;
    } else if (i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    }
  }
  return decoded;
}

std::string from_base64(std::string_view text) {
  std::string letters(text);
  std::erase_if(letters, [](unsigned char c) { return std::isspace(c) != 0; });
  return engine::decode_base64(letters).value_or("");
}

/// "=?UTF-8?B?…?= and =?utf-8?Q?…?=" in a header (RFC 2047).
std::string decoded_words(std::string_view text) {
  std::string decoded;
  for (;;) {
    const std::size_t begin = text.find("=?");
    const std::size_t kind = begin == std::string_view::npos ? begin : text.find('?', begin + 2);
    const std::size_t data = kind == std::string_view::npos ? kind : kind + 3;
    const std::size_t end = data == std::string_view::npos || data > text.size() ? std::string_view::npos : text.find("?=", data);
    if (end == std::string_view::npos) return decoded += text;
    decoded += text.substr(0, begin);
    const std::string_view word = text.substr(data, end - data);
    decoded += std::tolower(static_cast<unsigned char>(text[kind + 1])) == 'b' ? from_base64(word)
                                                                               : from_quoted_printable(word, Underscores::kSpaces);
    text.remove_prefix(end + 2);
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Behind the tag at `at`; behind the whole element when its content is not shown.
std::size_t end_of_tag(std::string_view html, std::size_t at, const std::string& name) {
  std::size_t close = at;
  if (html.substr(at).starts_with("<!--")) {
    close = html.find("-->", at);
  } else if (name == "style" || name == "script" || name == "head") {
    const std::size_t ahead = lower(html.substr(at)).find("</" + name);
    close = ahead == std::string::npos ? ahead : at + ahead;
  }
  if (close != std::string_view::npos) close = html.find('>', close);
  return close == std::string_view::npos ? html.size() : close + 1;
}

/// HTML without its tags; what is not shown is left out, and every element that is not part of a line ends one.
std::string text_of_html(std::string_view html) {
  static constexpr std::array<std::string_view, 11> kInline = {"a", "b", "i", "u", "em", "strong", "span", "font", "small", "big", "code"};
  static const std::map<std::string, std::string, std::less<>> kEntities = {{"nbsp", " "}, {"#160", " "}, {"amp", "&"},
                                                                            {"lt", "<"},   {"gt", ">"},   {"quot", "\""}};
  html = html.substr(0, kMostHtml);
  std::string text;
  for (std::size_t at = 0; at < html.size() && text.size() < kMostText;) {
    if (html[at] == '<') {
      std::size_t name_end = at + 1;
      while (name_end < html.size() && (std::isalnum(static_cast<unsigned char>(html[name_end])) != 0 || html[name_end] == '/')) ++name_end;
      std::string name = lower(html.substr(at + 1, name_end - at - 1));
      at = end_of_tag(html, at, name);
      if (name.starts_with('/')) name.erase(0, 1);
      if (std::find(kInline.begin(), kInline.end(), name) == kInline.end()) text += '\n';
    } else if (const std::size_t end = html[at] == '&' ? html.substr(at, 10).find(';') : std::string_view::npos;
               end != std::string_view::npos) {
      const auto known = kEntities.find(html.substr(at + 1, end - 1));
      if (known != kEntities.end()) text += known->second;
      at += end + 1;
    } else {
      text += html[at] == '\n' || html[at] == '\r' ? ' ' : html[at];
      ++at;
    }
  }
  return text;
}

void add_part(std::string_view part, std::string& text, int depth) {
  const Headers headers = take_headers(part);
  const std::string type = value_of(headers, "Content-Type");
  if (boost::algorithm::istarts_with(type, "multipart/")) {
    const std::string line = "--" + parameter(type, "boundary");
    if (line.size() == 2 || depth == kDeepest) return;
    for (std::size_t begin = part.find(line); begin != std::string_view::npos;) {
      begin += line.size();
      if (part.substr(begin).starts_with("--")) return;
      begin = std::min(part.find('\n', begin), part.size());
      const std::size_t end = part.find(line, begin);
      add_part(part.substr(std::min(begin + 1, part.size()), end == std::string_view::npos ? end : end - std::min(begin + 1, end)), text,
               depth + 1);
      begin = end;
    }
    return;
  }
  if (!type.empty() && !boost::algorithm::istarts_with(type, "text/")) return;
  const std::string encoding = value_of(headers, "Content-Transfer-Encoding");
  std::string decoded = boost::algorithm::iequals(encoding, "base64")             ? from_base64(part)
                        : boost::algorithm::iequals(encoding, "quoted-printable") ? from_quoted_printable(part, Underscores::kThemselves)
                                                                                  : std::string(part);
  if (boost::algorithm::istarts_with(type, "text/html")) decoded = text_of_html(decoded);
  text += decoded.substr(0, kMostText - std::min(kMostText, text.size())) + "\n";
}

}  // namespace

std::string mail_text(std::string_view mail) {
  std::string_view rest = mail;
  std::string text = decoded_words(value_of(take_headers(rest), "Subject")).substr(0, kMostText) + "\n";
  add_part(mail, text, 0);
  return text;
}

}  // namespace nightporter::stages
