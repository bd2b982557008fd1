#include "engine/download/page_family.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

using Pages = std::vector<std::string>;

TEST_CASE("a frame belongs to its page, and a popup to its opener too") {
  PageFamily family;
  family.page_seen("P", "");
  family.frame_attached("F1", "P");
  family.frame_attached("F2", "F1");
  family.page_seen("popup", "P");
  family.page_seen("popup of popup", "popup");
  family.frame_attached("F3", "popup");

  CHECK(family.ancestry("P") == Pages{"P"});
  CHECK(family.ancestry("F2") == Pages{"P"});
  CHECK(family.ancestry("F3") == Pages{"popup", "P"});
  CHECK(family.ancestry("popup of popup") == Pages{"popup of popup", "popup", "P"});
  CHECK(family.ancestry("stranger").empty());
}

TEST_CASE("an opener that is told late is learnt, and one that is known is kept") {
  PageFamily family;
  family.page_seen("popup", "");
  family.page_seen("P", "");
  family.page_seen("popup", "P");
  family.page_seen("popup", "");
  CHECK(family.ancestry("popup") == Pages{"popup", "P"});
}

TEST_CASE("relations that go in a circle end") {
  PageFamily family;
  family.page_seen("A", "B");
  family.page_seen("B", "A");
  family.frame_attached("F", "G");
  family.frame_attached("G", "F");
  CHECK(family.ancestry("A") == Pages{"A", "B"});
  CHECK(family.ancestry("F").empty());
}

}  // namespace
}  // namespace nightporter::engine
