#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cdp/error.h"
#include "cdp/json/json_text.h"

namespace nightporter::cdp {
namespace {

std::string written(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

std::string written(double number) {
  std::string json;
  append_json_number(json, number);
  return json;
}

std::string read(std::string_view json_string) {
  return read_json_string(json_string.data() + 1, json_string.data() + json_string.size());
}

TEST_CASE("strings are escaped as JSON wants it, and no more") {
  CHECK(written("plain äöü 日本 😀") == "\"plain äöü 日本 😀\"");
  CHECK(written("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(written(std::string_view("\n\r\t\b\f\0\x1f\x7f", 8)) == "\"\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\x7f\"");
}

TEST_CASE("an escape is found at every place of a long string") {
  for (const char special : {'"', '\\', '\n', '\x1f'})
    for (std::size_t place = 0; place < 20; ++place) {
      std::string text(20, '\x20');
      text[place] = special;
      const std::string json = written(text);
      CHECK(json.size() > 22);
      CHECK(read(json) == text);
    }
  CHECK(written(std::string(40, '\x7f') + "éé") == "\"" + std::string(40, '\x7f') + "éé\"");
}

TEST_CASE("bytes that are not UTF-8 become replacement characters one by one") {
  CHECK(written("a\xFFz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(written("\xC3\xA9\xC3") == "\"é\xEF\xBF\xBD\"");
  CHECK(written("\xE2\x82\xAC\xE2\x82") == "\"€\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(written("\xED\xA0\x80") == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(written("\xF0\x9F\x98\x80\xC0\x80") == "\"😀\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("numbers are written so that they read back the same, and only finite ones") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(100.0) == "100");
  CHECK(written(-2.5) == "-2.5");
  CHECK_THROWS_AS(written(std::numeric_limits<double>::infinity()), std::invalid_argument);
  CHECK_THROWS_AS(written(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
}

TEST_CASE("every escape of a JSON string is read") {
  CHECK(read(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
  CHECK(read(R"("\u0041\u00e9\u20AC\ud83d\ude00")") == "Aé€😀");
  CHECK(read(R"("")").empty());
}

TEST_CASE("quotes and backslashes in a row are told from the end of the string") {
  CHECK(read(R"j("a\\"b")j") == "a\\");
  CHECK(read(R"j("a\\\"b\"c" , "d")j") == "a\\\"b\"c");
  CHECK(read(R"j("\"\"\"\\"")j") == "\"\"\"\\");
}

TEST_CASE("half a surrogate pair, which JavaScript strings may hold, becomes a replacement character") {
  CHECK(read(R"("\ud83d")") == "\xEF\xBF\xBD");
  CHECK(read(R"("\ud83dx")") == "\xEF\xBF\xBDx");
  CHECK(read(R"("\ude00\ud83d\u0041")") ==
        "\xEF\xBF\xBD\xEF\xBF\xBD"
        "A");
}

TEST_CASE("a string that is no JSON string is refused") {
  CHECK_THROWS_AS(read(R"("open)"), MalformedMessage);
  CHECK_THROWS_AS(read(R"("\q")"), MalformedMessage);
  CHECK_THROWS_AS(read(R"("\u12")"), MalformedMessage);
  CHECK_THROWS_AS(read(R"("\u12g4")"), MalformedMessage);
  CHECK_THROWS_AS(read(R"("\)"), MalformedMessage);
}

}  // namespace
}  // namespace nightporter::cdp
