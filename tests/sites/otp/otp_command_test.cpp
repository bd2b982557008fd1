#include "sites/otp/otp_command.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/support/run_async.h"
#include "tests/support/temporary_folder.h"

namespace nightporter::sites {
namespace {

using namespace std::chrono_literals;

OtpCommand shell(std::string script) {
  return {.arguments = {"sh", "-c", std::move(script)}, .within = 10s};
}

std::optional<std::string> code_of(OtpCommand command) {
  std::optional<std::string> code;
  test::run_async([&]() -> awaitable<void> {
    const OtpSource source = otp_from_command(std::move(command));
    const auto given = co_await source({.site = "td", .store = "td/a668"}, Deadline::after(20s));
    if (given) code = given->reveal();
  });
  return code;
}

TEST_CASE("the first line that a command prints is the code") {
  CHECK(code_of(shell("echo 123 456; echo 999999")) == "123456");
  CHECK(code_of(shell("printf 4711")) == "4711");
  CHECK(code_of(shell("true")) == std::nullopt);
  CHECK(code_of(shell("echo")) == std::nullopt);
}

TEST_CASE("no shell reads the arguments of a command") {
  CHECK(code_of({.arguments = {"echo", "$HOME;`id`"}}) == "$HOME;`id`");
}

TEST_CASE("a command is told who asks, and nothing else of our environment") {
  ::setenv("TD_A668_PASSWORD", "hunter2", 1);
  CHECK(code_of(shell("echo $NIGHTPORTER_SITE-$NIGHTPORTER_STORE-$TD_A668_PASSWORD-")) == "td-td/a668--");
  CHECK(code_of(shell(
            "env | cut -d= -f1 | grep -vE '^(PATH|HOME|LANG|NIGHTPORTER_SITE|NIGHTPORTER_STORE|PWD|OLDPWD|SHLVL|_)$' | tr -d '\\n'")) ==
        std::nullopt);
  ::unsetenv("TD_A668_PASSWORD");
}

TEST_CASE("a command that fails is named with its exit code, without what it has printed") {
  CHECK_THROWS_WITH(code_of(shell("echo 123456; echo 123456 >&2; exit 3")), "the command sh ended with exit code 3");
  CHECK_THROWS_WITH(code_of(shell("kill -9 $$")), "the command sh ended with signal 9");
  CHECK_THROWS_WITH(code_of({.arguments = {"no-such-program"}}), "the command no-such-program is not found in PATH");
  CHECK_THROWS_WITH(code_of({.arguments = {"/etc/passwd"}}), Catch::StartsWith("the command /etc/passwd cannot be started"));
}

TEST_CASE("a command that takes too long is ended, with all that it has started") {
  const test::TemporaryFolder folder;
  const std::string file = (folder / "late").string();
  OtpCommand slow = shell("(sleep 2; touch " + file + ") & sleep 60");
  slow.within = 1s;
  CHECK_THROWS_WITH(code_of(slow), "the command sh did not end within 1 s");
  code_of(shell("sleep 2"));
  CHECK_FALSE(std::filesystem::exists(file));
}

TEST_CASE("a command that never stops printing gives no code") {
  OtpCommand endless = shell("yes 123456");
  endless.within = 2s;
  CHECK_THROWS_AS(code_of(endless), OtpFailed);
}

}  // namespace
}  // namespace nightporter::sites
