#pragma once

#include <optional>
#include <string>

#include "sites/yaml/shape.h"

namespace nightporter::sites {

/// What stands after "|" in {{ }}.
enum class FilterKind { kUpper, kLower, kUrl, kUrlDecode, kPlusDays, kDateFormat };

struct Filter {
  FilterKind kind = FilterKind::kDateFormat;
  int days = 0;        // kPlusDays: negative for "minus"
  std::string format;  // kDateFormat
};

/// Reads "upper", "plus 1 day", "dd/MM/yyyy"; what is wrong with it otherwise.
std::optional<Filter> parse_filter(const std::string& text, yaml::Complaint& complaint);

/// Percent-encoding of everything but letters, digits and -._~
std::string url_encode(const std::string& text);
/// The other way; "+" stays, a lone "%" too.
std::string url_decode(const std::string& text);

/// A filter for texts; kUpper, kLower, kUrl, kUrlDecode only.
std::string apply_to_text(const Filter& filter, const std::string& text);

}  // namespace nightporter::sites
