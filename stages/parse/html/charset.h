#pragma once

#include <string>
#include <string_view>

namespace nightporter::stages {

/// The character set that a page's <meta> names in its first bytes, in lower case; empty when it names none.
std::string declared_charset(std::string_view beginning);

}  // namespace nightporter::stages
