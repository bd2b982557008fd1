#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "engine/element/selector.h"

namespace nightporter::engine {

/// The selectors as queries.js reads them.
boost::json::array selectors_to_json(const std::vector<Selector>& selectors);

}  // namespace nightporter::engine
