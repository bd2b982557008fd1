#pragma once

#include <cstdint>
#include <memory>

#include "tests/support/certificate.h"

namespace nightporter::test {

/// Takes TLS connections on a port of 127.0.0.1 and passes their bytes on to another port there, as in front of a Chrome elsewhere. It
/// works on a thread of its own; the destructor closes everything.
class TlsProxy {
 public:
  TlsProxy(const Certificate& certificate, std::uint16_t to_port);
  ~TlsProxy();
  TlsProxy(const TlsProxy&) = delete;
  TlsProxy& operator=(const TlsProxy&) = delete;

  std::uint16_t port() const;
  /// Breaks off the connections that are open, without TLS's goodbye.
  void drop_connections();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nightporter::test
