#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stages/parse/xlsx/zip_archive.h"

namespace nightporter::stages {

/// One arrow from a part of a workbook to another.
struct Relationship {
  std::string id;
  std::string type;    // the last word of the type's URL: "worksheet", whether strict or transitional
  std::string target;  // the full name of the part, without a leading slash
};

/// Reads what `part` refers to; the empty name stands for the package itself. Empty when there is no such list.
/// References to the outside are left out.
std::vector<Relationship> read_relationships(ZipArchive& archive, std::string_view part);

/// Resolves a target that a relationship of `part` names: "/xl/a.xml", "worksheets\sheet1.xml", "../media/x".
std::string resolve_part(std::string_view part, std::string_view target);

}  // namespace nightporter::stages
