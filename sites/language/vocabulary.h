#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sites/language/words.h"

namespace nightporter::sites::language {

/// Builds the tables of words.h once; owns every Value and Object for the life of the program.
class Vocabulary {
 public:
  static const Vocabulary& instance();

  const yaml::Value* recipe = nullptr;
  yaml::Object* step = nullptr;

 private:
  using Value = yaml::Value;
  using Object = yaml::Object;
  using Keys = std::vector<yaml::Key>;

  Vocabulary();
  void add_scalars();
  void add_steps();
  void add_conditions(Keys& keys);
  void add_element_steps();
  void add_waiting_steps();
  void add_session_steps();
  void add_flow_steps();
  void add_file();
  const Value* session_section();
  const Value* retry_section();
  const Value* failure_pictures_section();
  const Value* report_section();
  const Value* table_section();

  const Value* keep(Value value);
  const Value* text(std::string description, yaml::TextCheck check, std::string pattern = {});
  const Value* word(std::string description, std::vector<std::string> words);
  const Value* list(const Value* element, std::string description);
  const Value* one_or_more(const Value* element, std::string description);
  const Value* map_of(const Value* element, std::string description, yaml::TextCheck check_key = nullptr);
  Object* object(std::string name, std::string doc, Keys keys, std::string short_for = {},
                 std::vector<std::vector<std::string>> exactly_one_of = {});
  const Value* value_of(const Object* object, std::string description);

  /// Adds a step word. `keys` are its own; those that every step may carry are added.
  enum class LooksFor { kElement, kFrameOnly, kNothing };
  void step_word(std::string word, std::string doc, std::string example, Keys keys, LooksFor looks_for, std::string short_for = {},
                 std::vector<std::vector<std::string>> exactly_one_of = {});

  std::deque<Value> values_;
  std::deque<Object> objects_;

  // Kinds of values that many keys share.
  const Value* any_text_ = nullptr;
  const Value* template_ = nullptr;
  const Value* selectors_ = nullptr;
  const Value* duration_ = nullptr;
  const Value* number_ = nullptr;
  const Value* factor_ = nullptr;
  const Value* boolean_ = nullptr;
  const Value* steps_ = nullptr;
  const Value* by_ = nullptr;
  const Value* name_ = nullptr;
  const Value* texts_by_name_ = nullptr;
  const Value* file_type_ = nullptr;
  const Value* load_state_ = nullptr;
};

}  // namespace nightporter::sites::language
