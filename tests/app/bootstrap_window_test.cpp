#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <random>
#include <stdexcept>
#include <thread>

#include "sites/otp/totp.h"
#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/temporary_folder.h"

namespace nightporter {
namespace {

using namespace std::chrono_literals;

/// A screen that nobody sees (Xvfb), which takes only who has its key: the key's file is readable by its owner alone.
class Screen {
 public:
  Screen() {
    write_key();
    server_ = std::make_unique<test::ChildProgram>(
        test::ProgramCall{.arguments = {"/usr/bin/Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-auth",
                                        key_file().string()}});
    for (int look = 0; server_->output().find('\n') == std::string::npos; ++look)
      if (server_->wait(50ms) || look == 200) throw std::runtime_error("Xvfb does not start:\n" + server_->output());
    display_ = ":" + server_->output().substr(0, server_->output().find('\n'));
  }

  const std::string& display() const { return display_; }
  std::filesystem::path key_file() const { return folder_ / "Xauthority"; }

  /// What a person does with mouse and keyboard, as events of the X server (XTEST).
  void person(const std::vector<std::string>& words) const {
    if (!xdotool(words, 30s)) throw std::runtime_error("xdotool " + words.at(0) + " fails: " + said_);
  }

  /// Whether a window whose title holds `title` comes up in time.
  bool shows(const std::string& title, std::chrono::seconds time) const {
    return xdotool({"search", "--sync", "--onlyvisible", "--name", title}, time);
  }

 private:
  bool xdotool(std::vector<std::string> words, std::chrono::seconds time) const {
    words.insert(words.begin(), "/usr/bin/xdotool");
    test::ChildProgram program({.arguments = words, .environment = {{"DISPLAY", display_}, {"XAUTHORITY", key_file().string()}}});
    const auto end = program.wait(time);
    said_ = program.output();
    return end && end->exit_code == 0;
  }

  /// One entry, for every display: family, address, number, name and key, each with its length in front (Xau).
  void write_key() const {
    std::random_device random;
    std::string key;
    for (int i = 0; i < 16; ++i) key += static_cast<char>(random());
    const std::string name = "MIT-MAGIC-COOKIE-1";
    const std::string entry = std::string("\xFF\xFF\0\0\0\0\0", 7) + static_cast<char>(name.size()) + name + std::string("\0\x10", 2) + key;
    std::ofstream(key_file(), std::ios::binary) << entry;
    std::filesystem::permissions(key_file(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<test::ChildProgram> server_;
  std::string display_;
  mutable std::string said_;  // by the last xdotool
};

TEST_CASE("a person signs in at the window that bootstrap opens, with the mouse and the keyboard of the desktop") {
  backoffice::TumbleDrySite site;
  test::ProgramFolder folder;
  folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
  folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
  const auto login = backoffice::tumbledry_logins()[0];
  folder.add_store_without_secrets("td", login);
  const Screen screen;
  folder.set_environment("DISPLAY", screen.display());
  folder.set_environment("XAUTHORITY", screen.key_file().string());

  auto program = folder.start("nightporter bootstrap --crm td --store a668");
  for (int look = 0; look < 300 && program->output().find("A window is open") == std::string::npos; ++look)
    if (program->wait(100ms)) break;
  INFO(program->output());
  REQUIRE(program->output().find("A window is open") != std::string::npos);

  screen.person({"search", "--sync", "--onlyvisible", "--name", " - Login", "windowfocus", "--sync"});
  // The title is there before the fields are. Who sees that nothing came of the typing types again.
  for (int tries = 1; tries == 1 || !screen.shows(" - Verify device", 8s); ++tries) {
    REQUIRE(tries <= 4);
    screen.person({"mousemove", "200", "700", "click", "1", "key", "Tab", "key", "ctrl+a", "type", "--delay", "5", login.user_name});
    screen.person({"key", "Tab", "key", "ctrl+a", "type", "--delay", "5", login.password});
    screen.person({"key", "Return"});
  }
  const auto totp = sites::TotpSecret::parse(model::Secret(login.totp_secret));
  const auto window = sites::totp_window(totp, std::chrono::system_clock::now());
  screen.person({"key", "Tab", "type", "--delay", "5", sites::totp_code(totp, window).reveal()});
  screen.person({"key", "Return"});

  const auto end = program->wait(30s);
  INFO(program->output());
  REQUIRE(end);
  CHECK(end->exit_code == 0);
  CHECK_THAT(program->output(), Catch::Contains("Signed in. The session of td/a668 is sealed and saved"));
  CHECK(folder.processes_left().empty());
}

}  // namespace
}  // namespace nightporter
