#include <catch2/catch.hpp>
#include <cctype>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "tests/app/program_run.h"
#include "tests/backoffice/tumbledry_site.h"
#include "tests/support/npm_program.h"
#include "tests/support/unpacked_zip.h"

namespace nightporter {
namespace {

using backoffice::BackOfficeState;
using backoffice::Fault;
using test::ProgramFolder;

constexpr const char* kOneDay = "nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12";
const std::string kStem = "td-a817-order_report-2025-11-12";

struct Laundry {
  backoffice::TumbleDrySite site;
  ProgramFolder folder;
  backoffice::ShopLogin login = backoffice::tumbledry_logins()[1];

  Laundry() {
    folder.send_origin("td", "https://subs.quickdrycleaning.com", site.subs_origin());
    folder.send_origin("td", "https://reports.quickdrycleaning.com", site.reports_origin());
    folder.add_store("td", login);
  }
  /// The one file of the evidence whose name ends so.
  std::filesystem::path evidence(std::string_view ending) const {
    for (const auto& item : std::filesystem::recursive_directory_iterator(folder / "data/evidence"))
      if (item.path().string().ends_with(ending)) return item.path();
    FAIL("no evidence ends with " << ending);
    return {};
  }
  /// What a thief would like to have, as the site knows it.
  std::set<std::string> secrets() {
    std::set<std::string> all{login.password, login.totp_secret};
    for (const auto& request : site.server().requests()) {
      if (const auto cookie = request.cookies.find("ASPXAUTH")) all.insert(*cookie);
      if (const auto code = request.form.find("otp")) all.insert(*code);
    }
    return all;
  }
};

std::string playwright_trace(const test::TemporaryFolder& folder, std::vector<std::string> words) {
  words.insert(words.begin(), {test::npm_file("playwright-core/cli.js"), "trace"});
  const auto result = test::run_node(words, {}, folder.path());
  INFO(result.output);
  CHECK(result.exit_code == 0);
  return result.output;
}

/// As a word: digits of a code may well be part of a longer number.
bool holds(const std::string& text, const std::string& secret) {
  const auto is_digit = [&text](std::size_t at) { return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0; };
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; ++at)
    if ((at == 0 || (!is_digit(at - 1) && text[at - 1] != '.')) && !is_digit(at + secret.size())) return true;
  return false;
}

/// The process that started `process`; 0 when it is gone.
int parent_of(const std::string& process) {
  std::ifstream status("/proc/" + process + "/status");
  for (std::string word; status >> word;)
    if (word == "PPid:" && status >> word) return std::stoi(word);
  return 0;
}

bool descends_from(std::string process, int ancestor) {
  while (process != "0" && process != "1")
    if (const int parent = parent_of(process); parent == ancestor)
      return true;
    else
      process = std::to_string(parent);
  return false;
}

struct WatchedRun {
  int exit_code = -1;
  std::string output;
  std::set<std::string> command_lines;  // of the program and of all that it started
};

WatchedRun watched_run(ProgramFolder& folder, const std::string& command_line) {
  const auto program = folder.start(command_line);
  WatchedRun run;
  std::optional<test::ProgramEnd> end;
  for (int rounds = 0; rounds < 900 && !(end = program->wait(std::chrono::milliseconds(100))); ++rounds)
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      const std::string process = entry.path().filename().string();
      if (std::isdigit(static_cast<unsigned char>(process.front())) == 0) continue;
      if (process == std::to_string(program->process_id()) || descends_from(process, program->process_id()))
        run.command_lines.insert(test::read_file(entry.path() / "cmdline"));
    }
  run.output = program->output();
  REQUIRE(end);
  run.exit_code = end->exit_code;
  return run;
}

void expect_no_secret_in(Laundry& laundry, const WatchedRun& run) {
  const auto secrets = laundry.secrets();
  REQUIRE(secrets.size() >= 4);
  REQUIRE(run.command_lines.size() >= 3);  // the program, Chrome, Chrome's children
  REQUIRE(std::filesystem::file_size(laundry.folder / "wire.log") > 10'000);
  REQUIRE(std::filesystem::file_size(laundry.evidence(".trace.zip")) > 10'000);
  std::map<std::string, std::string> texts{{"output", run.output}};
  for (const std::string& line : run.command_lines) texts["command line " + line] = line;
  for (const auto& item : std::filesystem::recursive_directory_iterator(laundry.folder / "")) {
    if (!item.is_regular_file() || item.is_symlink()) continue;
    texts[item.path().string()] = test::read_file(item.path());
    if (item.path().extension() != ".zip") continue;
    for (auto& [name, content] : test::unpacked_zip(item.path())) texts[item.path().string() + ": " + name] = std::move(content);
  }
  for (const std::string& secret : secrets)
    for (const auto& [where, text] : texts) {
      CAPTURE(where, secret);
      CHECK_FALSE(holds(text, secret));
    }
}

TEST_CASE(
    "S42 a failed report leaves a picture, the page, the traffic, a HAR and a trace that Playwright reads, and no secret in any of them",
    "[browsers][npm]") {
  Laundry laundry;
  laundry.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kRenamedButton); });
  const WatchedRun result = watched_run(laundry.folder, std::string(kOneDay) + " --log-wire wire.log --verbose");
  INFO(result.output);
  REQUIRE(result.exit_code == 5);
  CHECK_THAT(result.output, Catch::Contains(".trace.zip"));
  const auto files = laundry.folder.files("data/evidence");
  const std::vector<std::string> endings{".har", ".html", ".png", ".trace.zip", ".txt"};
  REQUIRE(files.size() == endings.size());
  for (std::size_t index = 0; index < files.size(); ++index) {
    CHECK_THAT(files[index], Catch::StartsWith(kStem + "-step") && Catch::EndsWith(endings[index]));
    CHECK(std::filesystem::status(laundry.evidence(endings[index])).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
  expect_no_secret_in(laundry, result);

  const test::TemporaryFolder folder;
  playwright_trace(folder, {"open", laundry.evidence(".trace.zip")});
  CHECK_THAT(playwright_trace(folder, {"actions"}), Catch::Contains("sign_in 3") && Catch::Contains("fill") && Catch::Contains("wait_for"));
  CHECK_THAT(playwright_trace(folder, {"errors"}), Catch::Contains("site changed at step"));
  CHECK_THAT(playwright_trace(folder, {"requests"}), Catch::Contains("order-report"));
}

TEST_CASE("a run in which all goes well leaves a trace only when it was asked for, and no secret in it") {
  Laundry laundry;
  REQUIRE(laundry.folder.run(kOneDay).exit_code == 0);
  CHECK(laundry.folder.files("data/evidence").empty());
  REQUIRE(laundry.folder.run("nightporter sessions forget --crm td --store a817").exit_code == 0);
  const WatchedRun result = watched_run(laundry.folder, std::string(kOneDay) + " --trace on --log-wire wire.log --verbose");
  INFO(result.output);
  REQUIRE(result.exit_code == 0);
  CHECK(laundry.folder.files("data/evidence") == std::vector<std::string>{kStem + ".har", kStem + ".trace.zip"});
  expect_no_secret_in(laundry, result);
}

TEST_CASE("a file that is refused after the download leaves the trace of how it was fetched, unless traces are off") {
  Laundry laundry;
  laundry.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kWrongPeriod); });
  const std::string one_day = "nightporter download --crm td --store a817 --from 2025-11-12 --to 2025-11-12 --json";
  const auto refused = laundry.folder.run(one_day);
  INFO(refused.output);
  REQUIRE(refused.exit_code == 6);
  CHECK(laundry.folder.files("data/evidence") == std::vector<std::string>{kStem + ".har", kStem + ".trace.zip"});
  CHECK_THAT(refused.output, Catch::Contains("\"trace\":\"" + laundry.evidence(".trace.zip").string() + "\""));
  const auto trace = test::unpacked_zip(laundry.evidence(".trace.zip"));
  CHECK_THAT(trace.at("trace.network"), Catch::Contains("order-report"));
  for (const auto& [name, content] : trace)
    for (const std::string& secret : laundry.secrets()) CHECK_FALSE(holds(content, secret));
  std::filesystem::remove_all(laundry.folder / "data/evidence");
  REQUIRE(laundry.folder.run(one_day + " --trace off").exit_code == 6);
  CHECK(laundry.folder.files("data/evidence").empty());
}

TEST_CASE("without a trace, by the command line or by the configuration, a failure leaves the rest") {
  Laundry laundry;
  laundry.site.change([](BackOfficeState& state) { state.faults.inject(Fault::kLoginPageAsFile); });
  laundry.folder.configure("evidence: { trace: off }");
  CHECK(laundry.folder.run(kOneDay).exit_code == 4);
  CHECK(laundry.folder.files("data/evidence").size() == 3);
  CHECK(laundry.folder.run(std::string(kOneDay) + " --trace on-failure").exit_code == 4);
  CHECK(laundry.folder.files("data/evidence").size() == 8);
}

}  // namespace
}  // namespace nightporter
