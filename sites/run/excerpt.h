#pragma once

#include <string>

namespace nightporter::sites {

/// What the server says in its answer, when that is a short text or JSON: ": " and one line for a message; else nothing. `beginning` is
/// that of the answer's body.
std::string excerpt(const std::string& beginning);

}  // namespace nightporter::sites
