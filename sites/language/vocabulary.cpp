#include "sites/language/vocabulary.h"

#include "sites/language/scalars.h"

namespace nightporter::sites::language {

const Vocabulary& Vocabulary::instance() {
  static const Vocabulary vocabulary;
  return vocabulary;
}

Vocabulary::Vocabulary() {
  add_scalars();
  add_steps();
  add_file();
}

void Vocabulary::add_scalars() {
  any_text_ = text("a text", check_not_empty);
  template_ = text("a text", check_template);
  selectors_ = one_or_more(text("a selector such as 'text=\"Export\"'", check_selector), "a selector or a list of alternatives");
  duration_ = text("a duration such as 60s or 2m", check_duration, "^[0-9]+ ?(ms|s|m|h)$");
  number_ = keep({.kind = Value::Kind::kInteger, .description = "a whole number"});
  factor_ = text("a number such as 0.5 or 2", check_factor);
  boolean_ = keep({.kind = Value::Kind::kBoolean, .description = "true or false"});
  name_ = text("a name of small letters, digits and _", check_name, "^[a-z][a-z0-9_]*$");
  texts_by_name_ = map_of(template_, "a map of names and texts", check_not_empty);
  file_type_ = word("a kind of file", file_type_words());
  load_state_ = word("a state of the page", load_state_words());
}

const yaml::Value* Vocabulary::keep(Value value) {
  return &values_.emplace_back(std::move(value));
}

const yaml::Value* Vocabulary::text(std::string description, yaml::TextCheck check, std::string pattern) {
  return keep(
      {.kind = Value::Kind::kText, .description = std::move(description), .check = std::move(check), .pattern = std::move(pattern)});
}

const yaml::Value* Vocabulary::word(std::string description, std::vector<std::string> words) {
  return keep({.kind = Value::Kind::kWord, .description = std::move(description), .words = std::move(words)});
}

const yaml::Value* Vocabulary::list(const Value* element, std::string description) {
  return keep({.kind = Value::Kind::kListOf, .description = std::move(description), .element = element});
}

const yaml::Value* Vocabulary::one_or_more(const Value* element, std::string description) {
  return keep({.kind = Value::Kind::kOneOrMore, .description = std::move(description), .element = element});
}

const yaml::Value* Vocabulary::map_of(const Value* element, std::string description, yaml::TextCheck check_key) {
  return keep({.kind = Value::Kind::kMapOf, .description = std::move(description), .check = std::move(check_key), .element = element});
}

yaml::Object* Vocabulary::object(std::string name, std::string doc, Keys keys, std::string short_for,
                                 std::vector<std::vector<std::string>> exactly_one_of) {
  return &objects_.emplace_back(Object{std::move(name), std::move(doc), std::move(keys), std::move(short_for), std::move(exactly_one_of)});
}

const yaml::Value* Vocabulary::value_of(const Object* object, std::string description) {
  return keep({.kind = Value::Kind::kObject, .description = std::move(description), .object = object});
}

const yaml::Value& recipe_value() {
  return *Vocabulary::instance().recipe;
}
const yaml::Object& step_object() {
  return *Vocabulary::instance().step;
}

const std::vector<std::string>& file_type_words() {
  static const std::vector<std::string> words{"xlsx", "xls-html", "csv", "pdf", "json"};
  return words;
}

const std::vector<std::string>& load_state_words() {
  static const std::vector<std::string> words{"domcontentloaded", "load", "networkidle"};
  return words;
}

const std::vector<std::string>& mouse_button_words() {
  static const std::vector<std::string> words{"left", "middle", "right"};
  return words;
}

const std::vector<std::string>& capture_words() {
  static const std::vector<std::string> words{"download", "response"};
  return words;
}

const std::vector<std::string>& blocked_resource_words() {
  static const std::vector<std::string> words{"image", "font", "media", "stylesheet"};
  return words;
}

const std::vector<std::string>& fetch_via_words() {
  static const std::vector<std::string> words{"page", "http"};
  return words;
}

const std::vector<std::string>& login_page_words() {
  static const std::vector<std::string> words{"wrong_password", "otp_needed", "otp_refused", "captcha", "password_expired", "blocked"};
  return words;
}

const std::vector<std::string>& session_span_words() {
  static const std::vector<std::string> words{"run", "report"};
  return words;
}

const std::vector<std::string>& lost_session_words() {
  static const std::vector<std::string> words{"sign_in_again", "session_per_report"};
  return words;
}

const std::vector<std::string>& trouble_words() {
  static const std::vector<std::string> words{"network", "server", "browser", "download", "page"};
  return words;
}

const std::vector<std::string>& column_type_words() {
  static const std::vector<std::string> words{"text", "integer", "decimal", "date", "datetime", "boolean"};
  return words;
}

const std::vector<std::string>& other_columns_words() {
  static const std::vector<std::string> words{"keep", "ignore", "refuse"};
  return words;
}

const std::vector<std::string>& bad_rows_words() {
  static const std::vector<std::string> words{"refuse", "quarantine"};
  return words;
}

const std::vector<std::string>& missing_rows_words() {
  static const std::vector<std::string> words{"keep", "withdraw"};
  return words;
}

const std::vector<std::string>& duplicate_keys_words() {
  static const std::vector<std::string> words{"allow", "refuse_conflicting", "refuse"};
  return words;
}

}  // namespace nightporter::sites::language
