#include "cdp/log/wire_log.h"

#include <sys/stat.h>

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "cdp/connection.h"
#include "cdp/protocol/input.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "tests/support/run_async.h"
#include "tests/support/scripted_chrome.h"
#include "tests/support/temporary_folder.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::istringstream content(test::read_file(file));
  std::vector<std::string> lines;
  for (std::string line; std::getline(content, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("the wire log has a line a message: time, direction, message without secrets") {
  const test::TemporaryFolder folder;
  const auto file = folder / "wire.log";
  test::run_async([&file]() -> awaitable<void> {
    test::ScriptedChrome chrome;
    chrome.expect("Input.insertText").reply().then_event("Page.loadEventFired", R"({"timestamp":1})", "S1");
    chrome.expect("Runtime.evaluate").reply(R"({"result":{"type":"string","value":"the s3cret-word"}})");
    ConnectionOptions options;
    options.wire_log = file;
    const auto connection = chrome.connect(co_await boost::asio::this_coro::executor, std::move(options));
    connection->redact("s3cret-word");
    const auto session = connection->attach(SessionId("S1"));
    co_await session->call(input::InsertText{.text = "hunter2"}, Deadline::after(10s));
    co_await session->call(runtime::Evaluate{.expression = "x"}, Deadline::after(10s));
    co_await connection->close(Deadline::after(10s));
  });
  const std::vector<std::string> lines = lines_of(file);
  REQUIRE(lines.size() == 6);
  const std::regex timestamp(R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z )");
  for (const std::string& line : lines) CHECK(std::regex_search(line, timestamp));
  CHECK_THAT(lines[0], Catch::EndsWith(R"( → {"id":1,"method":"Input.insertText","params":{"text":"***"},"sessionId":"S1"})"));
  CHECK_THAT(lines[1], Catch::EndsWith(R"( ← {"id":1,"result":{}})"));
  CHECK_THAT(lines[2], Catch::EndsWith(R"( ← {"method":"Page.loadEventFired","params":{"timestamp":1},"sessionId":"S1"})"));
  CHECK_THAT(lines[4], Catch::Contains("the ***"));
  CHECK_THAT(lines[5], Catch::EndsWith(" • disconnected: the connection was closed"));
}

TEST_CASE("the wire log is for its owner's eyes, also when the file was there before, and is appended to") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("wire.log", "older line\n");
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  WireLog(file).write(WireLog::Direction::kToChrome, R"({"id":1})");
  struct stat status{};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(lines_of(file).size() == 2);
}

TEST_CASE("a wire log that cannot be opened says so") {
  CHECK_THROWS_WITH(WireLog("/nowhere/wire.log"), "wire log /nowhere/wire.log: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace nightporter::cdp
