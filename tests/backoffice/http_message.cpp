#include "tests/backoffice/http_message.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <stdexcept>

namespace nightporter::backoffice {

std::optional<std::string> HttpFields::find(std::string_view name) const {
  const auto found = std::ranges::find_if(entries_, [&](const auto& entry) { return boost::algorithm::iequals(entry.first, name); });
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

HttpResponse HttpResponse::html(std::string body, int status) {
  return {status, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body)};
}

HttpResponse HttpResponse::text(std::string body, int status) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

HttpResponse HttpResponse::json(std::string body, int status) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

HttpResponse HttpResponse::redirect(std::string location, int status) {
  return {status, {{"Location", std::move(location)}}, ""};
}

HttpResponse HttpResponse::attachment(std::string content_type, std::string filename, std::string body, int status) {
  std::string disposition = "attachment";
  const bool ascii = std::ranges::all_of(filename, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!filename.empty()) disposition += ascii ? "; filename=\"" + filename + "\"" : "; filename*=UTF-8''" + percent_encode(filename);
  return {status, {{"Content-Type", std::move(content_type)}, {"Content-Disposition", std::move(disposition)}}, std::move(body)};
}

HttpResponse& HttpResponse::set_cookie(std::string_view name, std::string_view value, std::string_view attributes) {
  return header("Set-Cookie", fmt::format("{}={}; {}", name, value, attributes));
}

HttpResponse& HttpResponse::header(std::string name, std::string value) {
  headers.add(std::move(name), std::move(value));
  return *this;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr == text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

namespace {
template <class Use>
void for_each_pair(std::string_view text, char separator, Use use) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    use(pair.substr(0, equals), pair.substr(std::min(pair.size(), equals + 1)));
  }
}
}  // namespace

HttpFields parse_urlencoded(std::string_view text) {
  HttpFields fields;
  for_each_pair(text, '&', [&](std::string_view name, std::string_view value) {
    fields.add(percent_decode(name, true), percent_decode(value, true));
  });
  return fields;
}

HttpFields parse_cookies(std::string_view text) {
  HttpFields fields;
  for_each_pair(text, ';', [&](std::string_view name, std::string_view value) {
    fields.add(boost::algorithm::trim_copy(std::string(name)), boost::algorithm::trim_copy(std::string(value)));
  });
  return fields;
}

std::string format_head(std::string_view version, int status, const HttpFields& headers) {
  const std::string_view reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  std::string head = fmt::format("{} {} {}\r\n", version, status, reason);
  for (const auto& [name, value] : headers) head += name + ": " + value + "\r\n";
  return head + "\r\n";
}

std::string gzip(std::string_view bytes) {
  constexpr int kGzipWindow = 15 + 16;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("zlib: deflateInit2 failed");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int result = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib: deflate failed");
  return packed;
}

}  // namespace nightporter::backoffice
