#include "tests/backoffice/nasty_answers.h"

#include <algorithm>

namespace nightporter::backoffice {

namespace {
constexpr std::size_t kBlock = 64 * 1024;
constexpr std::uint64_t kPatternLength = 64;

std::string with_length(HttpResponse& response, std::uint64_t length) {
  response.header("Content-Length", std::to_string(length)).header("Connection", "close");
  return format_head("HTTP/1.1", response.status, response.headers);
}
}  // namespace

awaitable<void> answer_cut_short(HttpExchange& exchange, HttpResponse response, std::size_t bytes_sent) {
  const std::string head = with_length(response, response.body.size());
  co_await exchange.send_raw(head + response.body.substr(0, bytes_sent));
}

awaitable<void> answer_without_last_chunk(HttpExchange& exchange, HttpResponse response) {
  co_await exchange.begin_chunks(std::move(response));
}

awaitable<void> answer_until_close(HttpExchange& exchange, HttpResponse response) {
  response.header("Connection", "close");
  co_await exchange.send_raw(format_head("HTTP/1.0", response.status, response.headers) + response.body);
}

awaitable<void> answer_gzipped(HttpExchange& exchange, HttpResponse response) {
  response.body = gzip(response.body);
  response.header("Content-Encoding", "gzip");
  co_await exchange.respond(std::move(response));
}

awaitable<void> answer_stalled(HttpExchange& exchange, HttpResponse response, std::size_t bytes_first, Latch latch) {
  const std::string head = with_length(response, response.body.size());
  co_await exchange.send_raw(head + response.body.substr(0, bytes_first));
  co_await latch.wait();
  co_await exchange.send_raw(response.body.substr(std::min(bytes_first, response.body.size())));
}

awaitable<void> answer_generated(HttpExchange& exchange, HttpResponse head, std::uint64_t size_bytes, Framing framing) {
  std::string block(kBlock, '\0');
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = generated_byte(i);
  if (framing == Framing::kChunked) {
    co_await exchange.begin_chunks(std::move(head));
  } else {
    co_await exchange.send_raw(with_length(head, size_bytes));
  }
  for (std::uint64_t sent = 0; sent < size_bytes;) {
    const std::size_t length = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, size_bytes - sent));
    if (framing == Framing::kChunked) {
      co_await exchange.send_chunk(block.substr(0, length));
    } else {
      co_await exchange.send_raw(block.substr(0, length));
    }
    sent += length;
  }
  if (framing == Framing::kChunked) co_await exchange.end_chunks();
}

char generated_byte(std::uint64_t offset) {
  const std::uint64_t column = offset % kPatternLength;
  return column == kPatternLength - 1 ? '\n' : static_cast<char>('!' + column);
}

}  // namespace nightporter::backoffice
