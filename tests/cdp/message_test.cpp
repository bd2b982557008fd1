#include <catch2/catch.hpp>
#include <string>

#include "cdp/error.h"
#include "cdp/message.h"

namespace nightporter::cdp {
namespace {

TEST_CASE("a reply is known by its id, and its result stays JSON") {
  const IncomingMessage message = parse_message(R"({"id":7,"result":{"frameId":"F1","list":[1, 2]}})");
  CHECK(message.id == 7);
  CHECK(message.session.empty());
  CHECK_FALSE(message.refusal);
  CHECK(message.body == R"({"frameId":"F1","list":[1, 2]})");
}

TEST_CASE("an event has a method, params and perhaps a session, in any order") {
  const IncomingMessage message = parse_message(R"({"sessionId":"S1","params":{"name":"load"},"method":"Page.lifecycleEvent"})");
  CHECK_FALSE(message.id);
  CHECK(message.session == SessionId("S1"));
  CHECK(message.method == "Page.lifecycleEvent");
  CHECK(message.body == R"({"name":"load"})");
}

TEST_CASE("a refusal carries its code, and its detail where there is one") {
  const IncomingMessage plain = parse_message(R"({"id":1,"error":{"code":-32000,"message":"No node"}})");
  REQUIRE(plain.refusal);
  CHECK(plain.refusal->code == -32000);
  CHECK(plain.refusal->message == "No node");
  const IncomingMessage detailed =
      parse_message(R"({"id":1,"error":{"code":-32602,"message":"Invalid parameters","data":"Failed to deserialize \"url\""}})");
  CHECK(detailed.refusal->message == "Invalid parameters: Failed to deserialize \"url\"");
}

TEST_CASE("fields of messages that nobody knows yet are passed over") {
  const IncomingMessage reply = parse_message(R"({"future":{"id":9,"a":[{"method":"x"}]},"id":3,"result":{},"more":null,"b":1.5e300})");
  CHECK(reply.id == 3);
  CHECK(reply.body == "{}");
  const IncomingMessage event = parse_message(R"({"method":"Quantum.entangled","params":{"spin":"sideways"},"new":true})");
  CHECK(event.method == "Quantum.entangled");
}

TEST_CASE("an event without params and a reply without a result have empty ones") {
  CHECK(parse_message(R"({"method":"Inspector.targetCrashed"})").body == "{}");
  CHECK(parse_message(R"({"id":4})").body == "{}");
}

TEST_CASE("whitespace around the body is not part of it") {
  CHECK(parse_message("{ \"id\" : 1 , \"result\" : { \"a\" : 1 }  , \"x\":2 }\n").body == R"({ "a" : 1 })");
}

TEST_CASE("what is not a message is refused with a reason") {
  CHECK_THROWS_AS(parse_message(""), MalformedMessage);
  CHECK_THROWS_AS(parse_message("[1,2]"), MalformedMessage);
  CHECK_THROWS_AS(parse_message(R"({"id":1,"result":{"a":)"), MalformedMessage);
  CHECK_THROWS_AS(parse_message(R"({"id":"one"})"), MalformedMessage);
  CHECK_THROWS_WITH(parse_message(R"({"params":{}})"), "message from Chrome: neither a reply nor an event");
  CHECK_THROWS_WITH(parse_message(R"({"id":1.5})"), "message from Chrome: id is not an integer");
}

TEST_CASE("an error without an id says that Chrome could not read us") {
  CHECK_THROWS_WITH(parse_message(R"({"error":{"code":-32700,"message":"JSON: ',' expected"}})"),
                    "Chrome could not read a message of ours: JSON: ',' expected");
}

TEST_CASE("a command names its session only if it has one") {
  CHECK(format_command(1, SessionId(), "Browser.getVersion", "{}") == R"({"id":1,"method":"Browser.getVersion","params":{}})");
  CHECK(format_command(2, SessionId("S\"1"), "Page.enable", R"({"a":1})") ==
        R"({"id":2,"method":"Page.enable","params":{"a":1},"sessionId":"S\"1"})");
}

TEST_CASE("params of a raw call must be one JSON object") {
  CHECK_NOTHROW(require_json_object(R"({"a":[1,{"b":null}]})", "Page.enable"));
  CHECK_THROWS_WITH(require_json_object("[]", "Page.enable"), "Page.enable: not a JSON object");
  CHECK_THROWS_AS(require_json_object("{} {}", "Page.enable"), MalformedMessage);
  CHECK_THROWS_AS(require_json_object(R"({"a":1,})", "Page.enable"), MalformedMessage);
  CHECK_THROWS_AS(require_json_object("", "Page.enable"), MalformedMessage);
}

}  // namespace
}  // namespace nightporter::cdp
