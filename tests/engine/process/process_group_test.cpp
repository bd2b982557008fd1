#include "engine/process/process_group.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <system_error>

#include "engine/process/system_user.h"

namespace nightporter::engine {
namespace {

SpawnRequest shell(const std::string& script) {
  return {.program = "/bin/sh", .arguments = {"-c", script}, .environment = {"PATH=/usr/bin:/bin"}};
}

/// Runs `script` and returns what it writes to its standard output.
std::string output_of(const std::string& script, std::optional<SystemUser> run_as = std::nullopt) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  SpawnRequest request = shell(script);
  request.descriptors = {{ends[1], 1}};
  request.run_as = std::move(run_as);
  const ProcessGroup group(request);
  ::close(ends[1]);
  std::string output;
  std::array<char, 512> buffer{};
  for (ssize_t size; (size = ::read(ends[0], buffer.data(), buffer.size())) > 0;)
    output.append(buffer.data(), static_cast<std::size_t>(size));
  ::close(ends[0]);
  return output;
}

TEST_CASE("a program that does not exist is an error that names it") {
  SpawnRequest request{.program = "/nonexistent/chrome"};
  CHECK_THROWS_WITH(ProcessGroup(request), Catch::Contains("/nonexistent/chrome") && Catch::Contains("No such file"));
}

TEST_CASE("a child gets the environment that it was given and none of our descriptors") {
  ::setenv("NIGHTPORTER_TEST_SECRET", "s3cret", 1);
  const int leak = ::open("/dev/null", O_RDONLY);  // deliberately not close-on-exec
  const std::string output = output_of("env; ls /proc/self/fd | wc -l");
  ::close(leak);
  ::unsetenv("NIGHTPORTER_TEST_SECRET");
  CHECK(output.find("PATH=/usr/bin:/bin") != std::string::npos);
  CHECK(output.find("s3cret") == std::string::npos);
  CHECK(output.find("\n4\n") != std::string::npos);  // 0, 1, 2 and the listing's own
}

TEST_CASE("a child that runs as another user has no group of ours") {
  if (::geteuid() != 0) return;
  const auto nobody = find_user("nobody");
  REQUIRE(nobody);
  const std::string status = output_of("cat /proc/self/status", nobody);
  const std::string uid = std::to_string(nobody->uid);
  const std::string gid = std::to_string(nobody->gid);
  CHECK(status.find("Uid:\t" + uid + "\t" + uid + "\t" + uid) != std::string::npos);
  CHECK(status.find("Gid:\t" + gid + "\t" + gid + "\t" + gid) != std::string::npos);
  CHECK(status.find("Groups:\t \n") != std::string::npos);
}

TEST_CASE("the whole group dies with its object and leaves no zombie") {
  pid_t leader = 0;
  {
    // The grandchild outlives its parent, and so is an orphan of the group.
    const ProcessGroup group(shell("(sleep 1000 & sleep 1000) & sleep 1000"));
    leader = group.id();
    REQUIRE(::kill(-leader, 0) == 0);
  }
  CHECK(::kill(-leader, 0) != 0);
  CHECK(errno == ESRCH);
}

TEST_CASE("how a child ended is known after it was reaped") {
  ProcessGroup group(shell("exit 21"));
  group.kill_and_reap();
  REQUIRE(group.leader_exit());
  // It may have been killed before it came to its exit; both are ends.
  CHECK((group.leader_exit()->code == 21 || group.leader_exit()->signal == SIGKILL));
}

TEST_CASE("a directory that a user may not enter is found") {
  if (::geteuid() != 0) return;
  const auto nobody = find_user("nobody");
  REQUIRE(nobody);
  CHECK(barrier_for(*nobody, "/tmp") == std::nullopt);
  CHECK(barrier_for(*nobody, "/root/somewhere") == std::filesystem::path("/root"));
}

}  // namespace
}  // namespace nightporter::engine
