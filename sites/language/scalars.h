#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "sites/recipe.h"
#include "sites/yaml/shape.h"

/// The small texts of a recipe: how each is read, and what is said when it cannot be. The readers return nullopt exactly when the
/// check of the same name complains.
namespace nightporter::sites::language {

std::optional<Milliseconds> read_duration(const std::string& text);             // "500ms" "60s" "2m" "1h"
std::optional<int> read_days(const std::string& text);                          // "3 days" "one day" "a week"
std::optional<PeriodLimit> read_period_limit(const std::string& text);          // … "a month" "3 months"
std::optional<std::chrono::minutes> read_time_of_day(const std::string& text);  // "04:00"

std::optional<double> read_factor(const std::string& text);  // "0.5" "2": 0 … 1000

std::optional<yaml::Complaint> check_factor(const std::string& text);
std::optional<yaml::Complaint> check_duration(const std::string& text);
std::optional<yaml::Complaint> check_days(const std::string& text);
std::optional<yaml::Complaint> check_period_limit(const std::string& text);
std::optional<yaml::Complaint> check_time_of_day(const std::string& text);
std::optional<yaml::Complaint> check_time_zone(const std::string& text);
std::optional<yaml::Complaint> check_template(const std::string& text);
std::optional<yaml::Complaint> check_selector(const std::string& text);  // a template of a selector
std::optional<yaml::Complaint> check_origin(const std::string& text);    // a template of an origin
std::optional<yaml::Complaint> check_url(const std::string& text);       // a template of an absolute URL
std::optional<yaml::Complaint> check_not_empty(const std::string& text);
std::optional<yaml::Complaint> check_site_code(const std::string& text);  // td
std::optional<yaml::Complaint> check_name(const std::string& text);       // [a-z][a-z0-9_]*
std::optional<yaml::Complaint> check_file_title(const std::string& text);
std::optional<yaml::Complaint> check_locale(const std::string& text);
std::optional<yaml::Complaint> check_date_format(const std::string& text);
std::optional<yaml::Complaint> check_attempts(const std::string& text);     // 1 … 10
std::optional<yaml::Complaint> check_repetitions(const std::string& text);  // 1 … 10000

}  // namespace nightporter::sites::language
