#include "engine/browser/frame_tree.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

using Ids = std::vector<std::string>;

FrameTree tree_of_four() {
  FrameTree tree("main");
  tree.navigated({.frame = "main", .loader = "L1", .url = "https://a.test/"});
  tree.attached("one", "main");
  tree.attached("inner", "one");
  tree.attached("two", "main");
  return tree;
}

TEST_CASE("frames are listed parents first") {
  CHECK(tree_of_four().in_order() == Ids{"main", "one", "two", "inner"});
}

TEST_CASE("a frame leaves with all below it") {
  FrameTree tree = tree_of_four();
  CHECK(tree.detached("one") == Ids{"inner", "one"});
  CHECK(tree.in_order() == Ids{"main", "two"});
  CHECK(tree.find("inner") == nullptr);
}

TEST_CASE("a frame that moves to another process stays, and what is below it leaves") {
  FrameTree tree = tree_of_four();
  CHECK(tree.moved("one") == Ids{"inner"});
  CHECK(tree.in_order() == Ids{"main", "one", "two"});
}

TEST_CASE("a new document takes the frames below along") {
  FrameTree tree = tree_of_four();
  CHECK(tree.navigated({.frame = "main", .loader = "L2", .url = "https://b.test/"}) == Ids{"inner", "one", "two"});
  CHECK(tree.main().url == "https://b.test/");
  CHECK(tree.main().documents == 2);
  CHECK(tree.main().has_committed("L1"));
  CHECK(tree.main().has_committed("L2"));
  CHECK_FALSE(tree.main().has_committed("L3"));
}

TEST_CASE("events of frames that have gone are ignored") {
  FrameTree tree("main");
  tree.attached("orphan", "gone");
  tree.navigated({.frame = "orphan", .parent = "gone", .loader = "L"});
  tree.navigated_within_document("orphan", "x");
  tree.lifecycle("orphan", "L", "load");
  CHECK(tree.detached("orphan").empty());
  CHECK(tree.detached("main").empty());
  CHECK(tree.in_order() == Ids{"main"});
}

TEST_CASE("a frame attached twice is there once") {
  FrameTree tree = tree_of_four();
  tree.attached("one", "main");
  CHECK(tree.in_order() == Ids{"main", "one", "two", "inner"});
}

TEST_CASE("milestones belong to the document that reached them") {
  FrameTree tree("main");
  tree.lifecycle("main", "L1", "init");
  tree.lifecycle("main", "L1", "DOMContentLoaded");
  // The events of a document may come before its commit.
  CHECK_FALSE(tree.main().has_reached(WaitUntil::kDomContentLoaded));
  tree.navigated({.frame = "main", .loader = "L1"});
  CHECK(tree.main().has_reached(WaitUntil::kCommit));
  CHECK(tree.main().has_reached(WaitUntil::kDomContentLoaded));
  CHECK_FALSE(tree.main().has_reached(WaitUntil::kLoad));
  tree.lifecycle("main", "L1", "load");
  tree.lifecycle("main", "L1", "somethingNew");
  CHECK(tree.main().has_reached(WaitUntil::kLoad));
  tree.lifecycle("main", "L2", "init");
  CHECK_FALSE(tree.main().has_reached(WaitUntil::kLoad));
  tree.navigated({.frame = "main", .loader = "L2"});
  CHECK_FALSE(tree.main().has_reached(WaitUntil::kNetworkIdle));
  tree.lifecycle("main", "L2", "networkIdle");
  CHECK(tree.main().has_reached(WaitUntil::kNetworkIdle));
}

}  // namespace
}  // namespace nightporter::engine
