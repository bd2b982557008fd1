// beside_back_office PROGRAM ARGUMENT…: runs a program while the demo's back office is there. An argument that is "…=ORIGIN", "…=USER" or
// "…=PASSWORD" gets that of a shop that asks for no code.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/backoffice/demo_back_office.h"
#include "tests/support/child_program.h"

using namespace nightporter;

namespace {

void replace_end(std::string& text, const std::string& word, const std::string& with) {
  if (text.ends_with("=" + word)) text.replace(text.size() - word.size(), word.size(), with);
}

}  // namespace

int main(int argc, char** argv) try {
  backoffice::DemoOptions options;
  for (auto& login : options.logins) login.totp_secret.clear();
  const backoffice::DemoBackOffice office(options);
  test::ProgramCall call;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    replace_end(argument, "ORIGIN", office.origin());
    replace_end(argument, "USER", options.logins.front().user_name);
    replace_end(argument, "PASSWORD", options.logins.front().password);
    call.arguments.push_back(std::move(argument));
  }
  for (const char* name : {"PATH", "HOME", "TMPDIR"})
    if (const char* value = std::getenv(name)) call.environment[name] = value;
  test::ChildProgram program(call);
  const auto end = program.wait(std::chrono::minutes(3));
  std::fputs(program.output().c_str(), stdout);
  return end ? end->exit_code : 1;
} catch (const std::exception& error) {
  return std::fprintf(stderr, "%s\n", error.what()), 1;
}
