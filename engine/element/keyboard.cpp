#include "engine/element/keyboard.h"

#include <cstddef>
#include <vector>

#include "cdp/protocol/input.h"
#include "cdp/session.h"
#include "engine/element/key_layout.h"

namespace nightporter::engine {
namespace {

using cdp::input::DispatchKeyEvent;
using Replies = std::vector<cdp::Reply<DispatchKeyEvent>>;

DispatchKeyEvent event(const KeyStroke& key, int modifiers, const char* type) {
  DispatchKeyEvent event{.type = type};
  event.modifiers = modifiers;
  event.key = key.key;
  event.code = key.code;
  event.windowsVirtualKeyCode = key.virtual_key;
  event.location = key.location;
  return event;
}

void press_key(cdp::Session& session, const KeyStroke& key, int modifiers, Replies& replies) {
  DispatchKeyEvent down = event(key, modifiers, key.text.empty() ? "rawKeyDown" : "keyDown");
  if (!key.text.empty()) {
    down.text = key.text;
    down.unmodifiedText = key.text;
  }
  replies.push_back(session.start(down));
  replies.push_back(session.start(event(key, modifiers, "keyUp")));
}

std::size_t bytes_of_character(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xF0) return 4;
  return first >= 0xE0 ? 3 : 2;
}

}  // namespace

awaitable<void> Keyboard::press(std::string key, Deadline deadline) {
  if (key.size() > 1 && bytes_of_character(static_cast<unsigned char>(key[0])) == key.size()) {
    co_await insert_text(std::move(key), deadline);
    co_return;
  }
  const KeyChord chord = parse_key_chord(key);
  Replies replies;
  KeyModifiers held;
  const auto hold = [&held](const KeyStroke& modifier, bool down) {
    (modifier.key == "Control" ? held.control : modifier.key == "Shift" ? held.shift : modifier.key == "Alt" ? held.alt : held.meta) = down;
  };
  for (const KeyStroke& modifier : chord.modifier_keys) {
    hold(modifier, true);
    replies.push_back(session_.start(event(modifier, held.bits(), "rawKeyDown")));
  }
  press_key(session_, chord.key, held.bits(), replies);
  for (auto modifier = chord.modifier_keys.rbegin(); modifier != chord.modifier_keys.rend(); ++modifier) {
    hold(*modifier, false);
    replies.push_back(session_.start(event(*modifier, held.bits(), "keyUp")));
  }
  for (auto& reply : replies) co_await std::move(reply).get(deadline);
}

awaitable<void> Keyboard::type(std::string text, Deadline deadline) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = bytes_of_character(static_cast<unsigned char>(text[at]));
    const std::string character = text.substr(at, length);
    at += length;
    const auto key = find_key(character);
    if (!key) {
      co_await insert_text(character, deadline);
      continue;
    }
    KeyModifiers modifiers;
    modifiers.shift = key->shifted;
    Replies replies;
    press_key(session_, *key, modifiers.bits(), replies);
    for (auto& reply : replies) co_await std::move(reply).get(deadline);
  }
}

awaitable<void> Keyboard::insert_text(std::string text, Deadline deadline) {
  cdp::input::InsertText insert{.text = std::move(text)};
  co_await session_.call(std::move(insert), deadline);
}

}  // namespace nightporter::engine
