#include "engine/download/response_head.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace nightporter::engine {
namespace {

using Document = DownloadWatch::DocumentResponse;

bool is_same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

void note_header(Document& document, std::string_view name, const std::string& value) {
  if (is_same_word(name, "content-length")) {
    std::int64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    if (error == std::errc() && end == value.data() + value.size()) document.content_length = length;
  } else if (is_same_word(name, "content-encoding")) {
    document.content_encoded = value != "identity";
  } else if (is_same_word(name, "transfer-encoding")) {
    document.self_delimited = true;
  } else if (is_same_word(name, "content-type") && document.mime.empty()) {
    document.mime = value.substr(0, value.find_first_of("; "));
  }
}

/// A part that nobody asked for (206) is measured by the length of the whole.
void note_whole_length(Document& document, std::string_view name, const std::string& value) {
  const std::size_t slash = value.find('/');
  if (!is_same_word(name, "content-range") || slash == std::string::npos) return;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(value.data() + slash + 1, value.data() + value.size(), whole);
  if (error == std::errc()) document.content_length = whole;
}

std::string percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           std::from_chars(text.data() + i + 1, text.data() + i + 3, code, 16).ptr == text.data() + i + 3;
    result += is_escape ? static_cast<char>(code) : text[i];
    if (is_escape) i += 2;
  }
  return result;
}

/// The value of a parameter: `filename="a \"b\".csv"` → a "b".csv
std::optional<std::string> parameter(std::string_view header, std::string_view name) {
  for (std::size_t at = header.find(';'); at != std::string_view::npos; at = header.find(';', at + 1)) {
    std::string_view rest = header.substr(at + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || !is_same_word(rest.substr(0, equals), name)) continue;
    rest.remove_prefix(equals + 1);
    if (!rest.starts_with('"')) return std::string(rest.substr(0, rest.find(';')));
    std::string value;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
      if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
      value += rest[i];
    }
    return value;
  }
  return std::nullopt;
}

}  // namespace

Document document_of(const cdp::network::Response& response) {
  Document document{.url = response.url, .status = response.status, .mime = response.mimeType};
  for (const auto& [name, value] : response.headers) note_header(document, name, value);
  for (const auto& [name, value] : response.headers) note_whole_length(document, name, value);
  return document;
}

Document document_of(const cdp::fetch::RequestPaused& paused) {
  Document document{.url = paused.request.url, .status = paused.responseStatusCode.value_or(0)};
  if (!paused.responseHeaders) return document;
  for (const auto& header : *paused.responseHeaders) note_header(document, header.name, header.value);
  for (const auto& header : *paused.responseHeaders) note_whole_length(document, header.name, header.value);
  return document;
}

std::string name_of_answer(std::string_view content_disposition, std::string_view url) {
  if (const auto extended = parameter(content_disposition, "filename*")) {
    const std::size_t text = extended->find('\'', extended->find('\'') + 1);
    if (text != std::string::npos) return percent_decoded(std::string_view(*extended).substr(text + 1));
  }
  if (const auto plain = parameter(content_disposition, "filename")) return *plain;
  const std::string_view path = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || slash < 8 ? std::string() : percent_decoded(path.substr(slash + 1));
}

}  // namespace nightporter::engine
