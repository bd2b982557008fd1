#pragma once

#include <string>

namespace nightporter::sites::recording {

/// The IANA name of this machine's time zone; "UTC" when it has none. A guess for a recipe, whose writer knows better.
std::string machine_time_zone();

}  // namespace nightporter::sites::recording
