#pragma once

#include <string>
#include <vector>

#include "sites/yaml/shape.h"

/// The recipe language as data: every key, what it may hold, and what it is for. The checks of recipe files, the JSON Schema and the
/// reference in the documentation come from here.
namespace nightporter::sites::language {

/// A whole recipe file.
const yaml::Value& recipe_value();

/// The step words with their keys.
const yaml::Object& step_object();

/// The names that can be written for each enumeration, in the order of its enumerators.
const std::vector<std::string>& file_type_words();
const std::vector<std::string>& load_state_words();
const std::vector<std::string>& mouse_button_words();
const std::vector<std::string>& capture_words();
const std::vector<std::string>& blocked_resource_words();
const std::vector<std::string>& fetch_via_words();
const std::vector<std::string>& login_page_words();
const std::vector<std::string>& session_span_words();
const std::vector<std::string>& lost_session_words();
const std::vector<std::string>& trouble_words();
const std::vector<std::string>& column_type_words();
const std::vector<std::string>& other_columns_words();
const std::vector<std::string>& bad_rows_words();
const std::vector<std::string>& missing_rows_words();
const std::vector<std::string>& duplicate_keys_words();

}  // namespace nightporter::sites::language
