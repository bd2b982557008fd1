#pragma once

#include "app/config/configuration.h"
#include "sites/catalog.h"

namespace nightporter::app {

/// The built-in recipes and, above them, those of the configured folders.
sites::Catalog site_catalog(const Configuration& configuration);

}  // namespace nightporter::app
