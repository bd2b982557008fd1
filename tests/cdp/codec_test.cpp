#include <catch2/catch.hpp>
#include <string>

#include "cdp/error.h"
#include "cdp/protocol/emulation.h"
#include "cdp/protocol/fetch.h"
#include "cdp/protocol/network.h"
#include "cdp/protocol/page.h"
#include "cdp/protocol/runtime.h"
#include "cdp/protocol/target.h"

namespace nightporter::cdp {
namespace {

TEST_CASE("a command without fields is an empty object") {
  CHECK(encode(page::Enable{}) == "{}");
}

TEST_CASE("optional fields are written when they have a value, required ones always") {
  CHECK(encode(page::Navigate{.url = "https://a.example/?q=\"x\""}) == R"({"url":"https://a.example/?q=\"x\""})");
  CHECK(encode(page::Navigate{.url = "", .frameId = FrameId("F1")}) == R"({"url":"","frameId":"F1"})");
  CHECK(encode(target::SetAutoAttach{.autoAttach = false, .waitForDebuggerOnStart = true, .flatten = false}) ==
        R"({"autoAttach":false,"waitForDebuggerOnStart":true,"flatten":false})");
}

TEST_CASE("lists, maps, nested structs, numbers and raw JSON are written") {
  CHECK(encode(fetch::ContinueResponse{
            .requestId = FetchRequestId("R"), .responseCode = 200, .responseHeaders = {{{"A", "1"}, {"B", "2"}}}}) ==
        R"({"requestId":"R","responseCode":200,"responseHeaders":[{"name":"A","value":"1"},{"name":"B","value":"2"}]})");
  CHECK(encode(network::SetExtraHttpHeaders{.headers = {{"X-\"q\"", "1"}, {"Y", ""}}}) == R"({"headers":{"X-\"q\"":"1","Y":""}})");
  CHECK(encode(network::SetExtraHttpHeaders{}) == R"({"headers":{}})");
  CHECK(encode(network::SetCookies{}) == R"({"cookies":[]})");
  CHECK(encode(emulation::SetDeviceMetricsOverride{.width = 1280, .height = 720, .deviceScaleFactor = 1.5}) ==
        R"({"width":1280,"height":720,"deviceScaleFactor":1.5,"mobile":false})");
  CHECK(encode(runtime::CallFunctionOn{.functionDeclaration = "f",
                                       .arguments = {{{.value = RawJson{R"([1,null])"}}, {.value = RawJson{}}}}}) ==
        R"({"functionDeclaration":"f","arguments":[{"value":[1,null]},{"value":null}]})");
}

TEST_CASE("a struct is read whatever the order, and what it does not know is passed over") {
  const auto result =
      decode<page::Navigate::Result>(R"({"isDownload":true,"new":{"deep":[{"frameId":"no"}]},"loaderId":"L1","frameId":"F1","z":[]})");
  CHECK(result.frameId == FrameId("F1"));
  CHECK(result.loaderId == LoaderId("L1"));
  CHECK(result.isDownload == true);
  CHECK_FALSE(result.errorText);
}

TEST_CASE("null is no value for an optional field, and an error for a required one") {
  CHECK_FALSE(decode<page::Navigate::Result>(R"({"frameId":"F","errorText":null})").errorText);
  CHECK_THROWS_WITH(decode<page::Navigate::Result>(R"({"frameId":null})", "Page.navigate"), "Page.navigate: frameId is not a string");
}

TEST_CASE("a missing field is named with its place") {
  CHECK_THROWS_WITH(decode<page::Navigate::Result>("{}", "Page.navigate"), "Page.navigate: frameId is missing");
  CHECK_THROWS_WITH(
      decode<page::GetFrameTree::Result>(
          R"({"frameTree":{"frame":{"id":"A","loaderId":"L","url":"u","mimeType":"m"},"childFrames":[{"frame":{"id":"B"}}]}})",
          "Page.getFrameTree"),
      "Page.getFrameTree: frameTree.childFrames[0].frame.loaderId is missing");
}

TEST_CASE("a field of another kind is named with its place") {
  CHECK_THROWS_WITH(decode<target::GetTargets::Result>(R"({"targetInfos":{}})", "Target.getTargets"),
                    "Target.getTargets: targetInfos is not an array");
  CHECK_THROWS_WITH(decode<runtime::BindingCalled>(R"({"name":"n","payload":"p","executionContextId":"1"})", "Runtime.bindingCalled"),
                    "Runtime.bindingCalled: executionContextId is not a number");
  CHECK_THROWS_WITH(decode<runtime::BindingCalled>(R"({"name":"n","payload":"p","executionContextId":4294967296})"),
                    "a message: executionContextId is not an integer of 32 bits");
}

TEST_CASE("an integer may be written as a number with a fraction of zero") {
  CHECK(decode<runtime::BindingCalled>(R"({"name":"n","payload":"p","executionContextId":3.0})").executionContextId == 3);
}

TEST_CASE("trees, maps and raw values are read") {
  const auto tree = decode<page::GetFrameTree::Result>(
      R"({"frameTree":{"frame":{"id":"A","loaderId":"L","url":"u","mimeType":"m"},"childFrames":[
          {"frame":{"id":"B","parentId":"A","loaderId":"L","url":"v","mimeType":"m"}},
          {"frame":{"id":"C","parentId":"A","loaderId":"L","url":"w","mimeType":"m"},"childFrames":[]}]}})");
  REQUIRE(tree.frameTree.childFrames);
  REQUIRE(tree.frameTree.childFrames->size() == 2);
  CHECK(tree.frameTree.childFrames->at(1).frame.url == "w");

  const auto paused = decode<fetch::RequestPaused>(
      R"({"requestId":"R","frameId":"F","resourceType":"Document","request":{"url":"u","method":"GET","headers":{"A":"1","B\u00e9":"2\n"}}})");
  CHECK(paused.request.headers == network::Headers{{"A", "1"}, {"Bé", "2\n"}});

  const auto evaluated = decode<runtime::Evaluate::Result>(R"({"result":{"type":"object","value":{"a":[1,"]}",{}]} ,"className":"X"}})");
  CHECK(evaluated.result.value->text == R"({"a":[1,"]}",{}]})");
  CHECK(evaluated.result.className == "X");
  CHECK(decode<runtime::Evaluate::Result>(R"({"result":{"type":"number","value": 12.50 }})").result.value->text == "12.50");
}

TEST_CASE("a value of an enumeration that nobody knows yet is just a string") {
  CHECK(decode<page::LifecycleEvent>(R"({"frameId":"F","loaderId":"L","name":"hyperIdle","timestamp":1})").name == "hyperIdle");
}

TEST_CASE("a key with escapes is the key that it spells") {
  CHECK(decode<page::Navigate::Result>(R"({"fr\u0061meId":"F1"})").frameId == FrameId("F1"));
}

TEST_CASE("a key that comes twice counts the first time") {
  CHECK(decode<page::Navigate::Result>(R"({"frameId":"F1","frameId":"F2"})").frameId == FrameId("F1"));
}

TEST_CASE("text that is not JSON is refused") {
  CHECK_THROWS_AS(decode<page::Navigate::Result>(""), MalformedMessage);
  CHECK_THROWS_AS(decode<page::Navigate::Result>("nonsense"), MalformedMessage);
  CHECK_THROWS_AS(decode<page::Navigate::Result>(R"({"frameId":"F1")"), MalformedMessage);
  CHECK_THROWS_AS(decode<page::Navigate::Result>(R"({"frameId":"\xff"})"), MalformedMessage);
}

}  // namespace
}  // namespace nightporter::cdp
