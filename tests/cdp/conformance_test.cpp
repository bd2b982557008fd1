#include <curl/curl.h>

#include <boost/asio/this_coro.hpp>
#include <catch2/catch.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "cdp/protocol/message_shape.h"
#include "engine/process/chrome_process.h"
#include "tests/cdp/protocol_comparison.h"
#include "tests/support/run_async.h"

using namespace std::chrono_literals;

namespace nightporter::cdp {
namespace {

using test::ProtocolComparison;
using Problems = std::vector<std::string>;

std::string http_get(const std::string& url) {
  std::string body;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  curl_easy_setopt(
      curl.get(), CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t, std::size_t size, void* into) -> std::size_t {
        static_cast<std::string*>(into)->append(data, size);
        return size;
      });
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) throw std::runtime_error(url + ": " + curl_easy_strerror(code));
  return body;
}

std::string protocol_of_this_chrome() {
  return test::run_async<std::string>([]() -> awaitable<std::string> {
    const auto chrome = co_await engine::ChromeProcess::launch({}, Deadline::after(30s));
    const std::string& url = chrome->web_socket_url();
    const std::string origin = "http" + url.substr(2, url.find('/', 5) - 2);
    co_return http_get(origin + "/json/protocol");
  });
}

TEST_CASE("every described struct agrees with the protocol of the Chrome under test") {
  ProtocolComparison comparison(protocol_of_this_chrome());
  const std::vector<MessageShape> messages = described_messages();
  CHECK(messages.size() > 100);
  for (const MessageShape& message : messages)
    for (const std::string& problem : comparison.problems_of(message)) FAIL_CHECK(problem);
}

constexpr std::string_view kSmallProtocol = R"({"domains":[
  {"domain":"A","types":[{"id":"Name","type":"string"},
                         {"id":"Tree","type":"object","properties":[{"name":"size","type":"integer"},
                                                                    {"name":"trees","type":"array","optional":true,"items":{"$ref":"Tree"}}]}],
   "commands":[{"name":"grow","parameters":[{"name":"tree","$ref":"Tree"},{"name":"by","type":"number","optional":true}],
                "returns":[{"name":"name","$ref":"Name","optional":true}]}]},
  {"domain":"B","commands":[],"events":[{"name":"grown","parameters":[{"name":"who","$ref":"A.Name"}]}]}]})";

std::vector<FieldShape> tree_fields() {
  return {{.name = "size", .type = {.kind = JsonKind::kInteger}},
          {.name = "trees",
           .type = {.kind = JsonKind::kArray, .items = [] { return TypeShape{.kind = JsonKind::kObject, .fields = &tree_fields}; }},
           .is_optional = true}};
}

MessageShape fitting_command() {
  return {.kind = MessageShape::Kind::kCommand,
          .name = "A.grow",
          .parameters = {{.name = "tree", .type = {.kind = JsonKind::kObject, .fields = &tree_fields}},
                         {.name = "by", .type = {.kind = JsonKind::kNumber}, .is_optional = true}},
          .results = {{.name = "name", .type = {.kind = JsonKind::kString}, .is_optional = true}}};
}

TEST_CASE("the comparison accepts what fits, with fewer optional fields, and trees of themselves") {
  ProtocolComparison comparison(kSmallProtocol);
  MessageShape command = fitting_command();
  CHECK(comparison.problems_of(command) == Problems{});
  command.parameters.pop_back();
  command.results.clear();
  CHECK(comparison.problems_of(command) == Problems{});
}

TEST_CASE("the comparison finds names that do not exist") {
  ProtocolComparison comparison(kSmallProtocol);
  CHECK(comparison.problems_of({.kind = MessageShape::Kind::kCommand, .name = "A.shrink"}) == Problems{"A.shrink does not exist"});
  CHECK(comparison.problems_of({.kind = MessageShape::Kind::kEvent, .name = "A.grow"}) == Problems{"A.grow does not exist"});
  MessageShape command = fitting_command();
  command.parameters.push_back({.name = "colour", .type = {.kind = JsonKind::kString}, .is_optional = true});
  CHECK(comparison.problems_of(command) == Problems{"A.grow.colour does not exist"});
}

TEST_CASE("the comparison finds other types, inside of references and lists too") {
  ProtocolComparison comparison(kSmallProtocol);
  MessageShape command = fitting_command();
  command.parameters[1].type.kind = JsonKind::kString;
  CHECK(comparison.problems_of(command) == Problems{"A.grow.by is of type number"});
  command = fitting_command();
  command.parameters[0].type.fields = [] { return std::vector<FieldShape>{{.name = "size", .type = {.kind = JsonKind::kString}}}; };
  CHECK(comparison.problems_of(command) == Problems{"A.grow.tree.size is of type integer"});
  CHECK(
      comparison.problems_of(
          {.kind = MessageShape::Kind::kEvent, .name = "B.grown", .parameters = {{.name = "who", .type = {.kind = JsonKind::kInteger}}}}) ==
      Problems{"B.grown.who is of type string"});
}

TEST_CASE("the comparison finds required parameters that are optional or absent, and results that may be missing") {
  ProtocolComparison comparison(kSmallProtocol);
  MessageShape command = fitting_command();
  command.parameters[0].is_optional = true;
  command.results[0].is_optional = false;
  CHECK(comparison.problems_of(command) == Problems{"A.grow.tree is required", "A.grow result.name may be missing"});
  command = fitting_command();
  command.parameters.erase(command.parameters.begin());
  CHECK(comparison.problems_of(command) == Problems{"A.grow.tree is required and is not in the struct"});
  command = fitting_command();
  command.parameters[0].type.fields = [] { return std::vector<FieldShape>{}; };
  CHECK(comparison.problems_of(command) == Problems{"A.grow.tree.size is required and is not in the struct"});
}

}  // namespace
}  // namespace nightporter::cdp
