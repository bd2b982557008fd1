#pragma once

#include <string>
#include <string_view>

namespace nightporter::storage {

/// `sql` with its "?" numbered as PostgreSQL wants them ("$1", "$2"…); those inside quotes and comments stay.
std::string numbered_placeholders(std::string_view sql);

}  // namespace nightporter::storage
