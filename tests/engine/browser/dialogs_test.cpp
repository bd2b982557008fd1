#include "engine/browser/dialogs.h"

#include <catch2/catch.hpp>

namespace nightporter::engine {
namespace {

TEST_CASE("a dialog that nobody expects is dismissed, a beforeunload accepted") {
  Dialogs dialogs;
  CHECK(dialogs.decide({.type = "confirm", .message = "Sure?"}).answer == DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "beforeunload"}).answer == DialogAnswer::kAccept);
}

TEST_CASE("answers laid down are used in order, once, and not for beforeunload") {
  Dialogs dialogs;
  dialogs.answer_next(DialogAnswer::kAccept, "first");
  dialogs.answer_next(DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "beforeunload"}).answer == DialogAnswer::kAccept);
  const auto first = dialogs.decide({.type = "prompt"});
  CHECK(first.answer == DialogAnswer::kAccept);
  CHECK(first.prompt_text == "first");
  CHECK(dialogs.decide({.type = "confirm"}).answer == DialogAnswer::kDismiss);
  CHECK(dialogs.decide({.type = "confirm"}).answer == DialogAnswer::kDismiss);
}

TEST_CASE("the dialogs seen are remembered with their answers, the last fifty") {
  Dialogs dialogs;
  for (int i = 0; i < 60; ++i) dialogs.decide({.type = "alert", .message = std::to_string(i)});
  CHECK(dialogs.seen().size() == 50);
  CHECK(dialogs.seen().front().message == "10");
  CHECK(dialogs.seen().back().answer == DialogAnswer::kDismiss);
}

}  // namespace
}  // namespace nightporter::engine
