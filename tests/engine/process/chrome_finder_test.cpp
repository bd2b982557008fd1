#include "engine/process/chrome_finder.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "engine/process/temp_directory.h"

namespace nightporter::engine {
namespace {

namespace fs = std::filesystem;

/// A tree of programs below a directory of its own.
struct Machine {
  TempDirectory directory;
  ChromeSearch search{
      .chosen = "", .path_variable = "/usr/local/bin:/usr/bin", .home = directory.path() / "home/me", .root = directory.path()};

  fs::path install(const fs::path& file, const std::string& content =
                                             "\x7f"
                                             "ELF") const {
    const fs::path path = directory.path() / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << content;
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
};

TEST_CASE("the headless shell comes before a full Chrome for unattended runs") {
  const Machine machine;
  const fs::path full = machine.install("usr/bin/google-chrome");
  const fs::path shell = machine.install("usr/bin/chromium-headless-shell");
  CHECK(find_chrome(WindowMode::kHeadlessShell, machine.search) == shell);
  CHECK(find_chrome(WindowMode::kHeadless, machine.search) == full);
  CHECK(find_chrome(WindowMode::kHeaded, machine.search) == full);
}

TEST_CASE("a full Chrome serves where there is no headless shell, and never the other way round") {
  const Machine machine;
  const fs::path shell = machine.install("usr/bin/chromium-headless-shell");
  CHECK(find_chrome(WindowMode::kHeaded, machine.search) == std::nullopt);
  fs::remove(shell);
  const fs::path full = machine.install("opt/google/chrome/chrome");
  CHECK(find_chrome(WindowMode::kHeadlessShell, machine.search) == full);
}

TEST_CASE("the newest of several downloaded browsers is taken") {
  const Machine machine;
  machine.install("home/me/.cache/ms-playwright/chromium-1100/chrome-linux/chrome");
  const fs::path newer = machine.install("home/me/.cache/ms-playwright/chromium-1200/chrome-linux/chrome");
  CHECK(find_chrome(WindowMode::kHeadless, machine.search) == newer);
}

TEST_CASE("the path that the operator chose is the only one that is tried") {
  Machine machine;
  machine.install("usr/bin/chromium");
  machine.search.chosen = (machine.directory.path() / "nowhere/chrome").string();
  CHECK(find_chrome(WindowMode::kHeadless, machine.search) == std::nullopt);
}

TEST_CASE("Debian's launcher scripts are seen through") {
  const Machine machine;
  machine.install("usr/bin/chromium-headless-shell", "#!/bin/sh -e\n\n/usr/lib/chromium/chromium-headless-shell \"$@\"\n");
  const fs::path shell = machine.install("usr/lib/chromium/chromium-headless-shell");
  machine.install(
      "usr/bin/chromium",
      "#!/bin/sh\nAPPNAME=chromium\nLIBDIR=/usr/lib/$APPNAME\nexport CHROME_WRAPPER=\"/usr/bin/$APPNAME\"\nexec $LIBDIR/$APPNAME \"$@\"\n");
  const fs::path full = machine.install("usr/lib/chromium/chromium");
  CHECK(find_chrome(WindowMode::kHeadlessShell, machine.search) == shell);
  CHECK(find_chrome(WindowMode::kHeadless, machine.search) == full);
}

TEST_CASE("a script that does not tell what it starts is started itself") {
  const Machine machine;
  const fs::path script = machine.install("usr/bin/chromium", "#!/bin/sh\nexec \"$WHATEVER\"\n");
  CHECK(find_chrome(WindowMode::kHeadless, machine.search) == script);
}

}  // namespace
}  // namespace nightporter::engine
