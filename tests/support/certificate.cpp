#include "tests/support/certificate.h"

#include <stdexcept>

#include "tests/support/child_program.h"

namespace nightporter::test {

Certificate make_certificate(const std::filesystem::path& folder, const std::string& alternative_names) {
  Certificate made{.certificate = folder / "cert.pem", .key = folder / "key.pem"};
  ChildProgram openssl(
      {.arguments = {"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test", "-addext",
                     "subjectAltName=" + alternative_names, "-keyout", made.key.string(), "-out", made.certificate.string()}});
  const auto end = openssl.wait(std::chrono::seconds(30));
  if (!end || end->exit_code != 0) throw std::runtime_error("openssl makes no certificate:\n" + openssl.output());
  return made;
}

}  // namespace nightporter::test
