#include "tests/support/http_client.h"

#include <curl/curl.h>

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <stdexcept>

namespace nightporter::test {

using backoffice::HttpFields;

namespace {

struct Received {
  HttpFields headers;
  std::string body;
};

std::size_t take_header(char* text, std::size_t size, std::size_t count, void* received) {
  const std::string_view line(text, size * count);
  HttpFields& headers = static_cast<Received*>(received)->headers;
  if (line.starts_with("HTTP/")) {
    headers = {};  // the answer after a redirect
  } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
    headers.add(std::string(line.substr(0, colon)), boost::algorithm::trim_copy(std::string(line.substr(colon + 1))));
  }
  return line.size();
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* received) {
  static_cast<Received*>(received)->body.append(bytes, size * count);
  return size * count;
}

constexpr long kTimeoutMilliseconds = 30'000;

}  // namespace

struct HttpClient::Impl {
  Impl() : handle(curl_easy_init()) {
    if (handle == nullptr) throw std::runtime_error("curl_easy_init failed");
    curl_easy_setopt(handle, CURLOPT_COOKIEFILE, "");
  }
  ~Impl() { curl_easy_cleanup(handle); }

  HttpReply perform(const std::string& url, const HttpFields& headers) {
    Received received;
    char message[CURL_ERROR_SIZE] = "";
    curl_slist* lines = nullptr;
    for (const auto& [name, value] : headers) lines = curl_slist_append(lines, (name + ": " + value).c_str());
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &received);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &received);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, message);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, kTimeoutMilliseconds);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    const CURLcode code = curl_easy_perform(handle);
    curl_slist_free_all(lines);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);

    HttpReply reply;
    long status = 0;
    char* last_url = nullptr;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &last_url);
    reply.status = static_cast<int>(status);
    reply.headers = std::move(received.headers);
    reply.body = std::move(received.body);
    reply.url = last_url;
    if (code != CURLE_OK) reply.failure = message[0] != '\0' ? message : curl_easy_strerror(code);
    return reply;
  }

  std::vector<std::vector<std::string>> cookie_lines() const {
    std::vector<std::vector<std::string>> lines;
    curl_slist* list = nullptr;
    curl_easy_getinfo(handle, CURLINFO_COOKIELIST, &list);
    for (const curl_slist* line = list; line != nullptr; line = line->next) {
      const std::string text = line->data;
      boost::algorithm::split(lines.emplace_back(), text, boost::algorithm::is_any_of("\t"));
    }
    curl_slist_free_all(list);
    return lines;
  }

  CURL* handle;
};

HttpClient::HttpClient(Redirects redirects) : impl_(std::make_unique<Impl>()) {
  curl_easy_setopt(impl_->handle, CURLOPT_FOLLOWLOCATION, redirects == Redirects::kFollow ? 1L : 0L);
}
HttpClient::~HttpClient() = default;

HttpReply HttpClient::get(const std::string& url, HttpFields headers) {
  curl_easy_setopt(impl_->handle, CURLOPT_HTTPGET, 1L);
  return impl_->perform(url, headers);
}

HttpReply HttpClient::post(const std::string& url, const std::string& body, const std::string& content_type, HttpFields headers) {
  headers.add("Content-Type", content_type);
  curl_easy_setopt(impl_->handle, CURLOPT_POST, 1L);
  curl_easy_setopt(impl_->handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  curl_easy_setopt(impl_->handle, CURLOPT_POSTFIELDS, body.c_str());
  return impl_->perform(url, headers);
}

HttpReply HttpClient::post_form(const std::string& url, const HttpFields& form, HttpFields headers) {
  std::string body;
  for (const auto& [name, value] : form)
    body += (body.empty() ? "" : "&") + backoffice::percent_encode(name) + "=" + backoffice::percent_encode(value);
  return post(url, body, "application/x-www-form-urlencoded", std::move(headers));
}

std::optional<std::string> HttpClient::cookie(const std::string& name) const {
  for (const auto& fields : impl_->cookie_lines())  // domain, subdomains, path, secure, expires, name, value
    if (fields.size() == 7 && fields[5] == name) return fields[6];
  return std::nullopt;
}

void HttpClient::forget_cookies() {
  curl_easy_setopt(impl_->handle, CURLOPT_COOKIELIST, "ALL");
}

void HttpClient::forget_cookie(const std::string& name) {
  const auto lines = impl_->cookie_lines();
  forget_cookies();
  for (const auto& fields : lines) {
    if (fields.size() != 7 || fields[5] == name) continue;
    std::string line;
    for (const std::string& field : fields) line += (line.empty() ? "" : "\t") + field;
    curl_easy_setopt(impl_->handle, CURLOPT_COOKIELIST, line.c_str());
  }
}

}  // namespace nightporter::test
