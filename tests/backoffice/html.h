#pragma once

#include <string>
#include <string_view>

#include "tests/backoffice/http_message.h"

namespace nightporter::backoffice {

/// & < > " ' as entities.
std::string escape_html(std::string_view text);

/// Puts `values` into a page: {{name}} is escaped, {{{name}}} is put in as it is. A name without a value throws
/// std::out_of_range{name}: a page with a hole in it is a mistake of ours.
std::string fill_page(std::string_view page, const HttpFields& values);

}  // namespace nightporter::backoffice
