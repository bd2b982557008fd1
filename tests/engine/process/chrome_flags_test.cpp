#include "engine/process/chrome_flags.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

bool has(const std::vector<std::string>& flags, const std::string& flag) {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

TEST_CASE("Chrome keeps its sandbox unless told otherwise") {
  CHECK_FALSE(has(chrome_flags({}), "--no-sandbox"));
  CHECK(has(chrome_flags({.sandbox = SandboxMode::kOff}), "--no-sandbox"));
}

TEST_CASE("both headless modes ask for no window and the headed one does not") {
  CHECK(has(chrome_flags({.window_mode = WindowMode::kHeadlessShell}), "--headless"));
  CHECK(has(chrome_flags({.window_mode = WindowMode::kHeadless}), "--headless"));
  CHECK_FALSE(has(chrome_flags({.window_mode = WindowMode::kHeaded}), "--headless"));
}

TEST_CASE("each transport has its own flag and excludes the other") {
  const auto socket = chrome_flags({.transport = TransportKind::kWebSocket});
  CHECK(has(socket, "--remote-debugging-port=0"));
  CHECK_FALSE(has(socket, "--remote-debugging-pipe"));
  const auto pipe = chrome_flags({.transport = TransportKind::kPipe});
  CHECK(has(pipe, "--remote-debugging-pipe"));
  CHECK_FALSE(has(pipe, "--remote-debugging-port=0"));
}

TEST_CASE("shared memory is left alone where there is little of it") {
  CHECK(has(chrome_flags({.shared_memory = SharedMemory::kSmall}), "--disable-dev-shm-usage"));
  CHECK_FALSE(has(chrome_flags({.shared_memory = SharedMemory::kAmple}), "--disable-dev-shm-usage"));
}

TEST_CASE("the profile and the quiet flags are always there") {
  const auto flags = chrome_flags({.profile = "/var/lib/profile"});
  CHECK(has(flags, "--user-data-dir=/var/lib/profile"));
  for (const char* quiet : {"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                            "--disable-sync", "--password-store=basic"}) {
    CHECK(has(flags, quiet));
  }
}

TEST_CASE("features that the caller switches off join ours in one flag") {
  const auto flags = chrome_flags({.extra_flags = {"--disable-features=One,Two", "--lang=de", "--enable-features=Three"}});
  const auto is_disable = [](const std::string& flag) { return flag.starts_with("--disable-features="); };
  REQUIRE(std::count_if(flags.begin(), flags.end(), is_disable) == 1);
  const std::string merged = *std::find_if(flags.begin(), flags.end(), is_disable);
  CHECK(merged.find("Translate") != std::string::npos);
  CHECK(merged.find(",One,Two") != std::string::npos);
  CHECK(has(flags, "--lang=de"));
  CHECK(has(flags, "--enable-features=Three"));
}

TEST_CASE("Chrome gets no variable that it does not need, so no secret") {
  const auto kept =
      chrome_environment({"PATH=/usr/bin", "NIGHTPORTER_KEY=k", "TD_PASSWORD=p", "LC_TIME=C", "DISPLAY=:1", "AWS_SECRET=x", "PATHOLOGY=1"});
  CHECK(kept == std::vector<std::string>{"PATH=/usr/bin", "LC_TIME=C", "DISPLAY=:1", "LC_CTYPE=C.UTF-8"});
}

TEST_CASE("Chrome always works in UTF-8, in the locale that is set or where none is") {
  using Variables = std::vector<std::string>;
  CHECK(chrome_environment({}) == Variables{"LC_CTYPE=C.UTF-8"});
  CHECK(chrome_environment({"LANG=de_DE.UTF-8"}) == Variables{"LANG=de_DE.UTF-8"});
  CHECK(chrome_environment({"LANG=C", "LC_CTYPE=en_IN.utf8"}) == Variables{"LANG=C", "LC_CTYPE=en_IN.utf8"});
  CHECK(chrome_environment({"LANG=de_DE.ISO-8859-1"}) == Variables{"LANG=de_DE.ISO-8859-1", "LC_CTYPE=C.UTF-8"});
  CHECK(chrome_environment({"LC_ALL=POSIX", "LANG=de_DE.UTF-8"}) == Variables{"LANG=de_DE.UTF-8", "LC_ALL=C.UTF-8"});
}

}  // namespace
}  // namespace nightporter::engine
