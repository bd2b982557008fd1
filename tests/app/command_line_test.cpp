#include "app/command_line.h"

#include <catch2/catch.hpp>
#include <initializer_list>

#include "app/error.h"

namespace nightporter::app {
namespace {

std::variant<CommandLine, TextToPrint> parse(std::initializer_list<const char*> words) {
  std::vector<const char*> argv{"nightporter"};
  argv.insert(argv.end(), words);
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

template <class Options>
Options parse_command(std::initializer_list<const char*> words) {
  return std::get<Options>(std::get<CommandLine>(parse(words)).command);
}

const model::CalendarDate kToday = *model::CalendarDate::parse_iso("2025-11-13");

TEST_CASE("download takes a site, a store and two days") {
  const auto options = parse_command<DownloadOptions>(
      {"download", "--crm", "td", "--store", "a817", "--from", "2025-11-12", "--to", "2025-11-12", "--headless", "--keep-files"});
  CHECK(options.fetching.selection.crm == "td");
  CHECK(options.fetching.selection.store == "a817");
  CHECK(options.from.resolve(kToday).to_iso() == "2025-11-12");
  CHECK(options.fetching.window == Window::kHeadless);
  CHECK(options.fetching.keep_files);
}

TEST_CASE("download takes days relative to today, a leading minus sign included") {
  const auto options = parse_command<DownloadOptions>({"download", "--crm", "uc", "--store", "all", "--from", "-7d", "--to", "yesterday"});
  CHECK(options.from.resolve(kToday).to_iso() == "2025-11-06");
  CHECK(options.to.resolve(kToday).to_iso() == "2025-11-12");
}

TEST_CASE("a day that is none is a usage error that says what a day looks like") {
  try {
    parse({"download", "--crm", "uc", "--from", "12/11/2025", "--to", "today"});
    FAIL("accepted");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()) == "--from: \"12/11/2025\" is not a day");
    CHECK_THAT(error.hint(), Catch::Contains("2025-11-12"));
  }
}

TEST_CASE("options of the program are understood before and after the command") {
  CHECK(std::get<CommandLine>(parse({"--json", "ledger"})).global.json);
  CHECK(std::get<CommandLine>(parse({"ledger", "--json"})).global.json);
  CHECK(std::get<CommandLine>(parse({"run", "--config", "here.yaml"})).global.configuration == "here.yaml");
}

TEST_CASE("bootstrap wants one site and one store") {
  CHECK(parse_command<BootstrapOptions>({"bootstrap", "--crm", "td", "--store", "a668"}).selection.store == "a668");
  CHECK_THROWS_AS(parse({"bootstrap", "--crm", "td"}), UsageError);
}

TEST_CASE("sessions export names its file") {
  const auto options = parse_command<SessionsExportOptions>({"sessions", "export", "--crm", "td", "--store", "a668", "state.json"});
  CHECK(options.file == "state.json");
}

TEST_CASE("a window is either wanted or not") {
  CHECK_THROWS_AS(parse({"run", "--headed", "--headless"}), UsageError);
}

TEST_CASE("an unknown command or option, or none at all, is a usage error") {
  CHECK_THROWS_AS(parse({}), UsageError);
  CHECK_THROWS_AS(parse({"downlaod"}), UsageError);
  CHECK_THROWS_AS(parse({"run", "--fast"}), UsageError);
}

TEST_CASE("help lists the exit codes, and a command's help its options") {
  CHECK_THAT(std::get<TextToPrint>(parse({"--help"})).text, Catch::Contains("75  try again later"));
  CHECK_THAT(std::get<TextToPrint>(parse({"download", "--help"})).text, Catch::Contains("--keep-files"));
  CHECK_THAT(std::get<TextToPrint>(parse({"--version"})).text, Catch::StartsWith("nightporter "));
}

}  // namespace
}  // namespace nightporter::app
