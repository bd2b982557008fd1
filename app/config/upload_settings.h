#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/config/configuration.h"
#include "sites/yaml/document.h"

namespace nightporter::app {

/// The map under `destinations`, whose shape has been checked. Throws ConfigurationError for a key that does not go with its kind.
std::map<std::string, DestinationSettings> read_destinations(const sites::yaml::Node& node, const std::filesystem::path& folder,
                                                             const std::string& file);

/// The list under a store's `upload`, whose shape has been checked.
std::vector<UploadSettings> read_uploads(const sites::yaml::Node& node, const std::string& file);

/// Throws ConfigurationError, naming file and line, for an upload to a destination that is not there, and for two that would mix in one
/// tab, table or file: other reports, other sites, or stores without a column that tells them apart.
void check_uploads(const Configuration& configuration);

}  // namespace nightporter::app
