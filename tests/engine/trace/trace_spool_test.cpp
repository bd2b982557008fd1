#include "engine/trace/trace_spool.h"

#include <catch2/catch.hpp>

#include "engine/error.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/unpacked_zip.h"

namespace nightporter::engine {
namespace {

using test::read_file;
using test::TemporaryFolder;
using test::unpacked_zip;
using Kind = TraceSpool::Kind;

constexpr const char* kHead = R"({"log":{"entries":[)";

TEST_CASE("a spool becomes a zip and a HAR that only their owner can read") {
  const TemporaryFolder folder;
  const auto redactor = std::make_shared<cdp::Redactor>();
  TraceSpool spool(redactor, 1 << 20);
  spool.add_line(R"({"type":"context-options"})");
  spool.add_network_entry(R"({"time":1})");
  spool.add_network_entry(R"({"time":2})");
  const std::string name = spool.add_resource("a{}", Kind::kText, ".css");
  CHECK(spool.add_resource("a{}", Kind::kText, ".css") == name);
  spool.write({.zip = folder / "t.zip", .har = folder / "t.har"}, kHead, *redactor);
  auto parts = unpacked_zip(folder / "t.zip");
  CHECK(parts["trace.trace"] == "{\"type\":\"context-options\"}\n");
  CHECK(parts["trace.network"] ==
        "{\"type\":\"resource-snapshot\",\"snapshot\":{\"time\":1}}\n{\"type\":\"resource-snapshot\",\"snapshot\":{\"time\":2}}\n");
  CHECK(parts["resources/" + name] == "a{}");
  CHECK(read_file(folder / "t.har") == std::string(kHead) + "\n{\"time\":1},\n{\"time\":2}\n]}}\n");
  for (const char* file : {"t.zip", "t.har"})
    CHECK(std::filesystem::status(folder / file).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a secret that becomes known only afterwards is not in what is written") {
  const TemporaryFolder folder;
  const auto redactor = std::make_shared<cdp::Redactor>();
  TraceSpool spool(redactor, 1 << 20);
  spool.add_line(R"({"text":"early canary-1"})");
  spool.add_network_entry(R"({"url":"canary-1"})");
  spool.add_resource("body canary-1", Kind::kText, ".html");
  redactor->add_secret("canary-1");
  spool.write({.zip = folder / "t.zip", .har = folder / "t.har"}, kHead, *redactor);
  for (const auto& [name, content] : unpacked_zip(folder / "t.zip")) CHECK_THAT(content, !Catch::Contains("canary"));
  CHECK_THAT(read_file(folder / "t.har"), !Catch::Contains("canary"));
}

TEST_CASE("a full spool takes in only what it must") {
  const TemporaryFolder folder;
  const auto redactor = std::make_shared<cdp::Redactor>();
  TraceSpool spool(redactor, 100);
  CHECK(spool.add_resource(std::string(200, 'x'), Kind::kBinary, ".png").empty());
  CHECK(spool.is_full());
  spool.add_line(R"({"a":1})");
  spool.add_line(R"({"b":1})", TraceSpool::Need::kMust);
  spool.write({.zip = folder / "t.zip"}, kHead, *redactor);
  CHECK(unpacked_zip(folder / "t.zip")["trace.trace"] == "{\"b\":1}\n");
  spool.clear();
  CHECK_FALSE(spool.is_full());
}

TEST_CASE("a trace that cannot be written says where") {
  const auto redactor = std::make_shared<cdp::Redactor>();
  TraceSpool spool(redactor, 100);
  CHECK_THROWS_WITH(spool.write({.zip = "/nonexistent/t.zip"}, kHead, *redactor), Catch::Contains("/nonexistent/t.zip"));
  CHECK_THROWS_AS(spool.write({.har = "/nonexistent/t.har"}, kHead, *redactor), Error);
}

}  // namespace
}  // namespace nightporter::engine
