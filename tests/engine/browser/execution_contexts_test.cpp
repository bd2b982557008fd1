#include "engine/browser/execution_contexts.h"

#include <catch2/catch.hpp>
#include <cstdint>

namespace nightporter::engine {
namespace {

/// Sessions are only compared here, never used.
cdp::Session* session(std::uintptr_t number) {
  return reinterpret_cast<cdp::Session*>(number * 64);
}

ExecutionContext context(std::uintptr_t session_number, int id) {
  return {.session = session(session_number), .id = id, .unique_id = std::to_string(session_number) + "." + std::to_string(id)};
}

TEST_CASE("each frame has a world of the page and one of ours") {
  ExecutionContexts contexts;
  contexts.created(context(1, 1), "main", true, "");
  contexts.created(context(1, 2), "main", false, "nightporter");
  contexts.created(context(1, 3), "main", false, "an extension");
  CHECK(contexts.find("main", World::kMain)->id == 1);
  CHECK(contexts.find("main", World::kUtility)->id == 2);
  CHECK_FALSE(contexts.find("other", World::kMain));
}

TEST_CASE("the world of a new document replaces the old one, whose end may come later") {
  ExecutionContexts contexts;
  contexts.created(context(1, 1), "main", true, "");
  contexts.created(context(1, 5), "main", true, "");
  contexts.destroyed(session(1), 1);
  CHECK(contexts.find("main", World::kMain)->id == 5);
  contexts.destroyed(session(1), 5);
  CHECK_FALSE(contexts.find("main", World::kMain));
}

TEST_CASE("equal ids of two sessions are two worlds") {
  ExecutionContexts contexts;
  contexts.created(context(1, 1), "main", true, "");
  contexts.created(context(2, 1), "child", true, "");
  contexts.destroyed(session(2), 1);
  CHECK(contexts.find("main", World::kMain));
  CHECK_FALSE(contexts.find("child", World::kMain));
}

TEST_CASE("worlds go with their session and with their frame") {
  ExecutionContexts contexts;
  contexts.created(context(1, 1), "main", true, "");
  contexts.created(context(2, 1), "child", true, "");
  contexts.session_cleared(session(2));
  CHECK_FALSE(contexts.find("child", World::kMain));
  contexts.frame_gone("main");
  CHECK_FALSE(contexts.find("main", World::kMain));
}

}  // namespace
}  // namespace nightporter::engine
