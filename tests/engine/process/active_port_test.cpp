#include "engine/process/active_port.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("Chrome's endpoint is the port and the path that it writes") {
  CHECK(endpoint_of("41235\n/devtools/browser/5b2d-1") == "ws://127.0.0.1:41235/devtools/browser/5b2d-1");
  CHECK(endpoint_of("41235\n/devtools/browser/5b2d-1\n") == "ws://127.0.0.1:41235/devtools/browser/5b2d-1");
  for (const char* partial : {"", "41", "41235\n", "41235\n/devtools/browser/", "0\n/devtools/browser/x", "70000\n/devtools/browser/x",
                              "x\n/devtools/browser/x", "41235\n/elsewhere"}) {
    INFO(partial);
    CHECK_FALSE(endpoint_of(partial));
  }
}

}  // namespace
}  // namespace nightporter::engine
