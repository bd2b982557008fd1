#include "engine/browser/dialogs.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("a dialog that nobody expects is dismissed, a beforeunload accepted") {
  Dialogs dialogs;
  CHECK(dialogs.decide({.type = "confirm", .message = "Sure?"})->answer == DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "beforeunload"})->answer == DialogAnswer::kAccept);
}

TEST_CASE("answers laid down are used in order, once, and not for beforeunload") {
  Dialogs dialogs;
  dialogs.answer_next(DialogAnswer::kAccept, "first");
  dialogs.answer_next(DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "beforeunload"})->answer == DialogAnswer::kAccept);
  const auto first = dialogs.decide({.type = "prompt"});
  CHECK(first->answer == DialogAnswer::kAccept);
  CHECK(first->prompt_text == "first");
  CHECK(dialogs.decide({.type = "confirm"})->answer == DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "confirm"})->answer == DialogAnswer::kDismiss);
}

TEST_CASE("the dialogs seen are remembered with their answers, the last fifty") {
  Dialogs dialogs;
  for (int i = 0; i < 60; ++i) dialogs.decide({.type = "alert", .message = std::to_string(i)});
  CHECK(dialogs.seen().size() == 50);
  CHECK(dialogs.seen().front().message == "10");
  CHECK(dialogs.seen().back().answer == DialogAnswer::kDismiss);
}

TEST_CASE("with a person there, a dialog stays open until it is closed; one with an answer laid down does not ask") {
  Dialogs dialogs;
  int changes = 0;
  dialogs.leave_open([&changes] { ++changes; });
  CHECK_FALSE(dialogs.decide({.type = "confirm", .message = "Sure?"}));
  REQUIRE(dialogs.open());
  CHECK(dialogs.open()->message == "Sure?");
  dialogs.closed();
  dialogs.closed();
  CHECK_FALSE(dialogs.open());
  CHECK(changes == 2);
  CHECK(dialogs.decide({.type = "beforeunload"}));
  dialogs.answer_next(DialogAnswer::kAccept);
  CHECK(dialogs.decide({.type = "confirm"})->answer == DialogAnswer::kAccept);
}

}  // namespace
}  // namespace nightporter::engine
