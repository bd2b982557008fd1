#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace nightporter::engine {

/// JSON indented by two spaces with plain numbers, as JavaScript's JSON.stringify(value, undefined, 2) writes it.
std::string readable_json(const boost::json::value& value);

}  // namespace nightporter::engine
