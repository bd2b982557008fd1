#pragma once

#include <string>
#include <vector>

namespace nightporter::sites::recording {

/// What a field asks for, as far as its names tell.
enum class FieldKind {
  kPlain,
  kUserName,
  kPassword,
  kPin,    // a short secret besides the password
  kToken,  // an API key, a secret word
  kCode,   // a one-time password
  kFirstDay,
  kLastDay,
  kDay,
};

/// Judges by the words in whatever is known of a field: its selectors, id, name, type, autocomplete, label. "txtFromDate" is read as
/// txt, from, date.
FieldKind field_kind(const std::vector<std::string>& names);

/// "password", "pin", "token", "username": the secret that a field of this kind is filled from; empty for the others.
std::string secret_name(FieldKind kind);

/// The words of a name in small letters.
std::vector<std::string> words_of_name(const std::string& name);

}  // namespace nightporter::sites::recording
