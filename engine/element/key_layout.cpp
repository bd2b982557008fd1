#include "engine/element/key_layout.h"

#include <array>
#include <cctype>

#include "engine/error.h"

namespace nightporter::engine {
namespace {

struct NamedKey {
  std::string_view name;
  std::string_view code;
  int virtual_key;
  std::string_view text = {};
  int location = 0;
};

constexpr std::array kNamedKeys = std::to_array<NamedKey>({
    {"Enter", "Enter", 13, "\r"},
    {"Tab", "Tab", 9},
    {"Backspace", "Backspace", 8},
    {"Delete", "Delete", 46},
    {"Escape", "Escape", 27},
    {"Space", "Space", 32, " "},
    {"ArrowLeft", "ArrowLeft", 37},
    {"ArrowUp", "ArrowUp", 38},
    {"ArrowRight", "ArrowRight", 39},
    {"ArrowDown", "ArrowDown", 40},
    {"Home", "Home", 36},
    {"End", "End", 35},
    {"PageUp", "PageUp", 33},
    {"PageDown", "PageDown", 34},
    {"Insert", "Insert", 45},
    {"Shift", "ShiftLeft", 16, {}, 1},
    {"Control", "ControlLeft", 17, {}, 1},
    {"Alt", "AltLeft", 18, {}, 1},
    {"Meta", "MetaLeft", 91, {}, 1},
    {"CapsLock", "CapsLock", 20},
    {"ContextMenu", "ContextMenu", 93},
    {"PrintScreen", "PrintScreen", 44},
    {"Pause", "Pause", 19},
});

struct PunctuationKey {
  char plain;
  char shifted;
  std::string_view code;
  int virtual_key;
};

constexpr std::array kPunctuation = std::to_array<PunctuationKey>({
    {'`', '~', "Backquote", 192},    {'-', '_', "Minus", 189},      {'=', '+', "Equal", 187},     {'[', '{', "BracketLeft", 219},
    {']', '}', "BracketRight", 221}, {'\\', '|', "Backslash", 220}, {';', ':', "Semicolon", 186}, {'\'', '"', "Quote", 222},
    {',', '<', "Comma", 188},        {'.', '>', "Period", 190},     {'/', '?', "Slash", 191},     {'1', '!', "Digit1", '1'},
    {'2', '@', "Digit2", '2'},       {'3', '#', "Digit3", '3'},     {'4', '$', "Digit4", '4'},    {'5', '%', "Digit5", '5'},
    {'6', '^', "Digit6", '6'},       {'7', '&', "Digit7", '7'},     {'8', '*', "Digit8", '8'},    {'9', '(', "Digit9", '9'},
    {'0', ')', "Digit0", '0'},
});

KeyStroke letter(char c) {
  const char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string text(1, c);
  return {text, std::string("Key") + upper, text, upper, 0, c == upper};
}

std::optional<KeyStroke> find_character(char c) {
  if (std::isalpha(static_cast<unsigned char>(c))) return letter(c);
  if (c == ' ') return KeyStroke{" ", "Space", " ", 32, 0, false};
  if (c == '\n' || c == '\r') return find_key("Enter");
  if (c == '\t') return find_key("Tab");
  const std::string text(1, c);
  for (const PunctuationKey& key : kPunctuation) {
    if (c == key.plain) return KeyStroke{text, std::string(key.code), text, key.virtual_key, 0, false};
    if (c == key.shifted) return KeyStroke{text, std::string(key.code), text, key.virtual_key, 0, true};
  }
  return std::nullopt;
}

}  // namespace

std::optional<KeyStroke> find_key(std::string_view name) {
  if (name.size() == 1) return find_character(name[0]);
  for (const NamedKey& key : kNamedKeys) {
    if (key.name != name && key.code != name) continue;
    return KeyStroke{std::string(key.name == "Space" ? " " : key.name),
                     std::string(key.code),
                     std::string(key.text),
                     key.virtual_key,
                     key.location,
                     false};
  }
  if (name.size() == 4 && name.starts_with("Key")) return letter(static_cast<char>(std::tolower(static_cast<unsigned char>(name[3]))));
  if (name.size() == 6 && name.starts_with("Digit")) return find_character(name[5]);
  if (name.size() <= 3 && name.size() >= 2 && name[0] == 'F') {
    const int number = std::atoi(std::string(name.substr(1)).c_str());
    if (number >= 1 && number <= 12) return KeyStroke{std::string(name), std::string(name), "", 111 + number, 0, false};
  }
  return std::nullopt;
}

KeyChord parse_key_chord(std::string_view text) {
  KeyChord chord;
  std::string_view rest = text;
  for (;;) {
    const std::size_t plus = rest.find('+', 1);
    const std::string_view name = rest.substr(0, plus);
    if (plus == std::string_view::npos) break;
    bool* flag = name == "Control" || name == "ControlOrMeta" ? &chord.modifiers.control
                 : name == "Shift"                            ? &chord.modifiers.shift
                 : name == "Alt"                              ? &chord.modifiers.alt
                 : name == "Meta"                             ? &chord.modifiers.meta
                                                              : nullptr;
    if (!flag) throw Error("key \"" + std::string(text) + "\": " + std::string(name) + " is not one of Control, Shift, Alt, Meta");
    *flag = true;
    chord.modifier_keys.push_back(*find_key(name == "ControlOrMeta" ? "Control" : name));
    rest.remove_prefix(plus + 1);
  }
  const std::optional<KeyStroke> key = find_key(rest);
  if (!key) {
    throw Error("key \"" + std::string(text) + "\": there is no key \"" + std::string(rest) + "\"",
                "use names such as Enter, Tab, Escape, ArrowDown, F5, or the character that the key types");
  }
  chord.key = *key;
  // With Shift held the key gives its other character, as it would to a person.
  if (chord.modifiers.shift && chord.key.text.size() == 1) {
    const char c = chord.key.text[0];
    if (std::islower(static_cast<unsigned char>(c))) {
      chord.key = letter(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    } else {
      for (const PunctuationKey& other : kPunctuation) {
        if (other.plain == c) chord.key = *find_character(other.shifted);
      }
    }
  }
  // Control and Meta make commands of characters.
  if (chord.modifiers.control || chord.modifiers.meta) chord.key.text.clear();
  return chord;
}

}  // namespace nightporter::engine
