#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/child_program.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::test {

/// Debian's Dovecot with one mailbox (owner, made-up), on a port of its own, over TLS with a certificate made a moment ago. It runs as a
/// normal user, as nobody when the test is root. Gone with the object.
class MailServer {
 public:
  MailServer();

  std::string url() const { return "imaps://127.0.0.1:" + std::to_string(port_); }
  std::filesystem::path certificate() const { return folder_ / "cert.pem"; }
  /// Puts a mail into the mailbox as if it had come `ago`.
  void deliver(const std::string& mail, std::chrono::seconds ago = std::chrono::seconds(0));

 private:
  TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  int mails_ = 0;
  std::unique_ptr<ChildProgram> server_;
};

}  // namespace nightporter::test
