#pragma once

#include <cstdint>
#include <string>

#include "tests/backoffice/http_server.h"

namespace nightporter::backoffice {

// Answers that real servers give and that a download must survive. Each is a whole answer: `co_await answer_cut_short(exchange, …)`.

/// Promises the whole body by Content-Length, sends its first `bytes_sent` bytes and drops the connection.
awaitable<void> answer_cut_short(HttpExchange& exchange, HttpResponse response, std::size_t bytes_sent);

/// Sends the body in one chunk and drops the connection without the final, empty chunk.
awaitable<void> answer_without_last_chunk(HttpExchange& exchange, HttpResponse response);

/// HTTP/1.0 without Content-Length: the end of the body is the end of the connection.
awaitable<void> answer_until_close(HttpExchange& exchange, HttpResponse response);

/// Content-Encoding: gzip; Content-Length is that of the packed body.
awaitable<void> answer_gzipped(HttpExchange& exchange, HttpResponse response);

/// Sends the head and the first `bytes_first` bytes, waits for `latch`, sends the rest.
awaitable<void> answer_stalled(HttpExchange& exchange, HttpResponse response, std::size_t bytes_first, Latch latch);

enum class Framing { kContentLength, kChunked };

/// A body of `size_bytes` made as it is sent: byte i is generated_byte(i). Memory stays constant.
awaitable<void> answer_generated(HttpExchange& exchange, HttpResponse head, std::uint64_t size_bytes, Framing framing);
char generated_byte(std::uint64_t offset);

}  // namespace nightporter::backoffice
