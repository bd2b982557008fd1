#pragma once

#include "app/config/configuration.h"
#include "sites/catalog.h"

namespace nightporter::app {

/// The built-in recipes (of the folder NIGHTPORTER_CATALOG, if that is set) and, above them, those of the configured folders.
sites::Catalog site_catalog(const Configuration& configuration, const Environment& environment);

}  // namespace nightporter::app
