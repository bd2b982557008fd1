#include "engine/element/key_layout.h"

#include <catch2/catch.hpp>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

TEST_CASE("a key is found by its name, its code or its character") {
  CHECK(find_key("Enter")->text == "\r");
  CHECK(find_key("\n")->key == "Enter");
  CHECK(find_key("a")->code == "KeyA");
  CHECK_FALSE(find_key("a")->shifted);
  CHECK(find_key("A")->shifted);
  CHECK(find_key("KeyA")->text == "a");
  CHECK(find_key("%")->code == "Digit5");
  CHECK(find_key("%")->shifted);
  CHECK(find_key("F5")->virtual_key == 116);
  CHECK(find_key("Space")->key == " ");
  CHECK_FALSE(find_key("Retrun").has_value());
  CHECK_FALSE(find_key("F13").has_value());
  CHECK_FALSE(find_key("₹").has_value());
}

TEST_CASE("a chord holds its modifiers and types nothing with Control") {
  const KeyChord chord = parse_key_chord("Control+Shift+ArrowLeft");
  CHECK(chord.modifiers.bits() == 10);
  CHECK(chord.modifier_keys.size() == 2);
  CHECK(chord.key.code == "ArrowLeft");
  CHECK(parse_key_chord("Control+A").key.text.empty());
  CHECK(parse_key_chord("Shift+a").key.text == "A");
  CHECK(parse_key_chord("Shift+1").key.text == "!");
  CHECK(parse_key_chord("+").key.code == "Equal");
  CHECK(parse_key_chord("Control++").key.code == "Equal");
  CHECK(parse_key_chord("Control++").modifiers.control);
  CHECK_THROWS_AS(parse_key_chord("Ctrl+A"), Error);
  CHECK_THROWS_AS(parse_key_chord("Control+Retrun"), Error);
}

}  // namespace
}  // namespace nightporter::engine
