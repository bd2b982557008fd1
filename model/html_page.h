#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace nightporter::model {

/// & < > " ' as entities: `text` as it may stand in HTML, in and out of attributes.
std::string html_escaped(std::string_view text);

/// Puts `values` into a page: {{name}} is escaped, {{{name}}} is put in as it is. A name without a value throws
/// std::out_of_range{name}: a page with a hole in it is a mistake of ours.
std::string fill_page(std::string_view page, const std::map<std::string, std::string, std::less<>>& values);

}  // namespace nightporter::model
