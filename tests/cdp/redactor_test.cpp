#include "cdp/log/redactor.h"

#include <catch2/catch.hpp>
#include <string>

namespace nightporter::cdp {
namespace {

std::string redacted(std::string_view message) {
  return Redactor().redact(message);
}

TEST_CASE("what holds no secret stays as it is") {
  const std::string message =
      R"({"id":1,"method":"Page.navigate","params":{"url":"https://a.example/?page=2&q=a%20b","n":[1,-2.5,true,null,{}],"list":[]}})";
  CHECK(redacted(message) == message);
}

TEST_CASE("values of cookies are hidden, their names and attributes are not") {
  CHECK(redacted(
            R"({"params":{"cookies":[{"name":"sid","value":"abc123","domain":"a.example","expires":12.5},{"value":"x","name":"y"}]}})") ==
        R"({"params":{"cookies":[{"name":"sid","value":"***","domain":"a.example","expires":12.5},{"value":"***","name":"y"}]}})");
  CHECK(redacted(R"({"params":{"associatedCookies":[{"cookie":{"name":"sid","value":"abc"},"blockedReasons":[]}]}})") ==
        R"({"params":{"associatedCookies":[{"cookie":{"name":"sid","value":"***"},"blockedReasons":[]}]}})");
}

TEST_CASE("the value of a cookie that is set alone is hidden") {
  CHECK(redacted(R"({"id":1,"method":"Network.setCookie","params":{"name":"sid","value":"abc","path":"/"}})") ==
        R"({"id":1,"method":"Network.setCookie","params":{"name":"sid","value":"***","path":"/"}})");
}

TEST_CASE("headers that carry a session are hidden, in both of the protocol's forms and any case") {
  CHECK(redacted(R"({"headers":{"Accept":"*/*","authorization":"Bearer abc","Cookie":"sid=1","SET-COOKIE":"sid=2","X-CSRF-Token":"t"}})") ==
        R"({"headers":{"Accept":"*/*","authorization":"***","Cookie":"***","SET-COOKIE":"***","X-CSRF-Token":"***"}})");
  CHECK(
      redacted(
          R"({"responseHeaders":[{"name":"Set-Cookie","value":"sid=1"},{"value":"sid=2","name":"set-cookie"},{"name":"Date","value":"now"}]})") ==
      R"({"responseHeaders":[{"name":"Set-Cookie","value":"***"},{"value":"***","name":"set-cookie"},{"name":"Date","value":"now"}]})");
  CHECK(redacted(R"({"headersText":"HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\n"})") == R"({"headersText":"***"})");
}

TEST_CASE("what is typed is hidden, keys that type nothing are not") {
  CHECK(redacted(R"({"id":1,"method":"Input.insertText","params":{"text":"hunter2"}})") ==
        R"({"id":1,"method":"Input.insertText","params":{"text":"***"}})");
  CHECK(
      redacted(
          R"({"id":1,"method":"Input.dispatchKeyEvent","params":{"type":"keyDown","text":"h","unmodifiedText":"h","key":"h","code":"KeyH","windowsVirtualKeyCode":72}})") ==
      R"({"id":1,"method":"Input.dispatchKeyEvent","params":{"type":"keyDown","text":"***","unmodifiedText":"***","key":"***","code":"***","windowsVirtualKeyCode":"***"}})");
  CHECK(redacted(R"({"method":"Page.screencastFrame","params":{"data":"/9j/4AAQ","sessionId":1}})") ==
        R"({"method":"Page.screencastFrame","params":{"data":"***","sessionId":1}})");
  CHECK(redacted(R"({"params":{"key":"Enter","code":"Enter"},"method":"Input.dispatchKeyEvent"})") ==
        R"({"params":{"key":"Enter","code":"Enter"},"method":"Input.dispatchKeyEvent"})");
}

TEST_CASE("bodies of requests are hidden") {
  CHECK(
      redacted(
          R"({"request":{"method":"POST","postData":"user=u&password=p","postDataEntries":[{"bytes":"dXNlcg=="}],"hasPostData":true}})") ==
      R"({"request":{"method":"POST","postData":"***","postDataEntries":[{"bytes":"***"}],"hasPostData":true}})");
}

TEST_CASE("fields and URL parameters that are named like a secret are hidden") {
  CHECK(redacted(
            R"({"password":"p","newPassword":1234,"accessToken":"t","otp":"123456","tokens":{"a":{"value":"v"}},"empty_password":""})") ==
        R"({"password":"***","newPassword":"***","accessToken":"***","otp":"***","tokens":{"a":{"value":"***"}},"empty_password":""})");
  CHECK(redacted(R"({"url":"https://a.example/x?page=2&access_token=abc&b=c#id_token=d"})") ==
        R"({"url":"https://a.example/x?page=2&access_token=***&b=c#id_token=***"})");
}

TEST_CASE("storage of a site is hidden") {
  CHECK(redacted(R"({"origins":[{"origin":"https://a.example","localStorage":[{"name":"cart","value":"{\"a\":1}"}]}]})") ==
        R"({"origins":[{"origin":"https://a.example","localStorage":[{"name":"cart","value":"***"}]}]})");
}

TEST_CASE("JSON inside of a string is treated like JSON outside") {
  CHECK(redacted(R"({"result":{"type":"string","value":"{\"cookies\":[{\"name\":\"a\",\"value\":\"s3cret\"}],\"n\":1}"}})") ==
        R"({"result":{"type":"string","value":"{\"cookies\":[{\"name\":\"a\",\"value\":\"***\"}],\"n\":1}"}})");
  CHECK(redacted(R"({"a":"{not json","b":"[also not"})") == R"({"a":"{not json","b":"[also not"})");
}

TEST_CASE("a known secret is hidden wherever it stands, however it is spelt") {
  Redactor redactor;
  redactor.add_secret("p\"ss wörd/1");
  CHECK(redactor.redact(R"j({"expression":"fill('p\"ss wörd/1')"})j") == R"j({"expression":"fill('***')"})j");
  CHECK(redactor.redact(R"j({"expression":"fill(\"p\\\"ss wörd/1\")"})j") == R"j({"expression":"fill(\"***\")"})j");
  CHECK(redactor.redact(R"j({"url":"https://a.example/p%22ss%20w%C3%B6rd%2F1"})j") == R"j({"url":"https://a.example/***"})j");
  CHECK(redactor.redact(R"j({"body":"a=p%22ss+w%c3%b6rd%2f1&b"})j") == R"j({"body":"a=***&b"})j");
  CHECK(redactor.redact(R"j({"p\"ss wörd/1":1})j") == R"j({"***":1})j");
}

TEST_CASE("a longer secret is hidden whole when a shorter one is part of it") {
  Redactor redactor;
  redactor.add_secret("hunter");
  redactor.add_secret("hunter22");
  CHECK(redactor.redact(R"({"a":"hunter22 hunter hunter2"})") == R"({"a":"*** *** ***2"})");
}

TEST_CASE("a short secret is hidden only where it is the whole string, an empty one never") {
  Redactor redactor;
  redactor.add_secret("12");
  redactor.add_secret("");
  CHECK(redactor.redact(R"({"a":"12","b":"2012"})") == R"({"a":"***","b":"2012"})");
}

TEST_CASE("a secret of digits is hidden where it is a whole number, and only there") {
  Redactor redactor;
  redactor.add_secret("004321");
  CHECK(redactor.redact(R"({"a":4321,"b":[4321.0,-4321],"c":"004321","d":43210,"e":14321,"f":4321.5,"g":true})") ==
        R"({"a":"***","b":["***","***"],"c":"***","d":43210,"e":14321,"f":4321.5,"g":true})");
  redactor.add_secret("12");
  CHECK(redactor.redact(R"({"id":12,"n":2012})") == R"({"id":"***","n":2012})");
}

TEST_CASE("a secret that is given often is kept once") {
  Redactor once, often;
  for (const char* secret : {"12", "long secret"}) once.add_secret(secret);
  for (int i = 0; i < 1000; ++i)
    for (const char* secret : {"12", "long secret"}) often.add_secret(secret);
  CHECK(once.size() == often.size());
}

TEST_CASE("a long string is cut, and says by how much") {
  const std::string result = redacted(R"({"data":")" + std::string(100'000, 'A') + R"("})");
  CHECK(result.size() < 1200);
  CHECK_THAT(result, Catch::EndsWith("… (98976 more bytes)\"}"));
  const std::string cut_character = redacted(R"({"data":")" + std::string(1023, 'A') + "é" + std::string(9000, 'A') + R"("})");
  CHECK_THAT(cut_character, Catch::Contains(std::string("A… (")));
}

TEST_CASE("a long secret is not half shown by the cut") {
  Redactor redactor;
  const std::string secret(3000, 's');
  redactor.add_secret(secret);
  CHECK_THAT(redactor.redact(R"({"data":")" + std::string(500, 'A') + secret + std::string(9000, 'A') + R"("})"), !Catch::Contains("ss"));
}

TEST_CASE("a known secret is hidden in any text, as HTML spells it too, and nothing is cut") {
  Redactor redactor;
  redactor.add_secret("a<b&\"c");
  const std::string long_text(10'000, 'A');
  CHECK(redactor.redact_text("<input value=\"a&lt;b&amp;&quot;c\"> a<b&\"c " + long_text) == "<input value=\"***\"> *** " + long_text);
}

TEST_CASE("a known secret is hidden in the strings of JSON, which stays JSON") {
  Redactor redactor;
  redactor.add_secret("1234");
  redactor.add_secret("type");
  redactor.add_secret("a\"b\\");
  CHECK(redactor.redact_json_strings(R"({"type":"my type","time":1712345,"text":["code \"1234\"", "a\"b\\"]})") ==
        R"({"type":"my ***","time":1712345,"text":["code \"***\"", "***"]})");
  CHECK(redactor.redact_json_strings(R"({"a":"b"})") == R"({"a":"b"})");
}

TEST_CASE("what is not JSON is not repeated") {
  CHECK(redacted("password=hunter2") == R"({"unreadable":"a message of 16 bytes that is not JSON"})");
}

}  // namespace
}  // namespace nightporter::cdp
