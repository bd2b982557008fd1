// usage: back_office STORES
// Serves the demo's back office with STORES stores (s1, s2 …) that sign in with a password alone, until standard input ends. Prints its
// origin and the real origin of the recipe. Besides the demo's pages: /big, a page with a link to /big.bin?bytes=N, a file of N bytes.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/backoffice/demo_back_office.h"

namespace {

using namespace nightporter;

constexpr std::size_t kChunkBytes = 256 * 1024;

std::vector<backoffice::ShopLogin> logins(int stores) {
  std::vector<backoffice::ShopLogin> logins;
  for (int store = 1; store <= stores; ++store) {
    const std::string code = "s" + std::to_string(store);
    logins.push_back({{code, "Store " + std::to_string(store)}, code + ".office", "lantern-" + code, ""});
  }
  return logins;
}

awaitable<void> send_big_file(backoffice::HttpExchange& exchange) {
  const std::string wanted = exchange.request().query.value("bytes");
  std::size_t left = std::strtoull(wanted.c_str(), nullptr, 10);
  co_await exchange.send_raw(
      "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"big.bin\"\r\n"
      "Connection: close\r\nContent-Length: " +
      wanted + "\r\n\r\n");
  std::string chunk(kChunkBytes, '\0');
  for (std::size_t at = 0; at < chunk.size(); ++at) chunk[at] = static_cast<char>(at * 2654435761U >> 13U);
  for (; left > 0; left -= chunk.size()) {
    if (left < chunk.size()) chunk.resize(left);
    co_await exchange.send_raw(chunk);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) return std::fputs("usage: back_office STORES\n", stderr), 2;
  backoffice::DemoBackOffice office({.logins = logins(std::atoi(argv[1]))});
  office.server().handle("GET", "/big", [](backoffice::HttpExchange& exchange) {
    const std::string bytes = exchange.request().query.value("bytes");
    return exchange.respond(backoffice::HttpResponse::html("<!doctype html><title>Big</title><a id=\"get\" href=\"/big.bin?bytes=" + bytes +
                                                           "\">Download</a>"));
  });
  office.server().handle("GET", "/big.bin", send_big_file);
  std::printf("%s\n", office.origin().c_str());
  std::fflush(stdout);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) {
  }
} catch (const std::exception& error) {
  return std::fprintf(stderr, "back_office: %s\n", error.what()), 1;
}
