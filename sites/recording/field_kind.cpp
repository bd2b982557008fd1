#include "sites/recording/field_kind.h"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <set>

namespace nightporter::sites::recording {
namespace {

using Words = std::set<std::string>;

bool any_of(const Words& words, std::initializer_list<const char*> candidates) {
  return std::any_of(candidates.begin(), candidates.end(), [&](const char* word) { return words.contains(word); });
}

bool contains_any(const Words& words, std::initializer_list<const char*> parts) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return word.find(part) != std::string::npos; });
  });
}

bool asks_for_a_code(const Words& words) {
  if (any_of(words, {"otp", "totp", "2fa", "mfa", "onetime", "otc", "authenticator"})) return true;
  const bool one_time = words.contains("one") && words.contains("time");
  const bool code = any_of(words, {"code", "token", "pin", "password"});
  return code && (one_time || any_of(words, {"verification", "authentication", "sms", "factor"}));
}

}  // namespace

std::vector<std::string> words_of_name(const std::string& name) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  bool was_small = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    // Letters beyond ASCII belong to words too.
    if (std::isalnum(byte) == 0 && byte < 0x80) {
      end_word();
      was_small = false;
      continue;
    }
    const bool capital = std::isupper(byte) != 0;
    if (capital && was_small) end_word();
    was_small = std::islower(byte) != 0;
    word += static_cast<char>(std::tolower(byte));
  }
  end_word();
  return words;
}

FieldKind field_kind(const std::vector<std::string>& names) {
  Words words;
  for (const std::string& name : names)
    for (std::string& word : words_of_name(name)) words.insert(std::move(word));
  if (asks_for_a_code(words)) return FieldKind::kCode;
  if (contains_any(words, {"password", "passwd", "passphrase", "passwort", "kennwort", "contraseña", "senha"}) ||
      any_of(words, {"pass", "pwd", "passcode", "sandi"}))
    return FieldKind::kPassword;
  if (any_of(words, {"pin", "mpin", "cvv", "cvc"})) return FieldKind::kPin;
  if (any_of(words, {"token", "secret", "apikey"}) || (words.contains("api") && words.contains("key"))) return FieldKind::kToken;
  if (contains_any(words, {"username", "userid", "loginid", "email"}) ||
      any_of(words, {"user", "login", "mail", "account", "mobile", "phone"}))
    return FieldKind::kUserName;
  const bool date = contains_any(words, {"date", "tanggal", "datum", "fecha"}) || any_of(words, {"day", "tgl", "period"});
  if (any_of(words, {"from", "start", "begin", "since", "dari", "von", "desde", "first"}) ||
      contains_any(words, {"fromdate", "startdate", "datefrom", "datestart", "begindate"}))
    return FieldKind::kFirstDay;
  if (any_of(words, {"to", "end", "till", "until", "through", "sampai", "bis", "hasta", "last"}) ||
      contains_any(words, {"todate", "enddate", "dateto", "dateend"}))
    return FieldKind::kLastDay;
  return date ? FieldKind::kDay : FieldKind::kPlain;
}

std::string secret_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::kUserName:
      return "username";
    case FieldKind::kPassword:
      return "password";
    case FieldKind::kPin:
      return "pin";
    case FieldKind::kToken:
      return "token";
    default:
      return {};
  }
}

}  // namespace nightporter::sites::recording
