#include "engine/browser/base64.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("base64 is what RFC 4648 says") {
  const std::pair<const char*, const char*> examples[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : examples) {
    CHECK(encode_base64(bytes) == text);
    CHECK(decode_base64(text) == std::string(bytes));
  }
}

TEST_CASE("every byte survives base64") {
  std::string bytes;
  for (int i = 0; i < 1024; ++i) bytes += static_cast<char>(i * 7);
  CHECK(decode_base64(encode_base64(bytes)) == bytes);
}

TEST_CASE("what is not base64 is refused") {
  for (const char* text : {"abc", "ab!=", "a===b", "====="}) CHECK_FALSE(decode_base64(text));
}

}  // namespace
}  // namespace nightporter::engine
