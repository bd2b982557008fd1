#pragma once

#include <string>

#include "tests/backoffice/export_table.h"

namespace nightporter::backoffice {

/// The table as a page shows it, or "No records found".
std::string html_table(const ExportTable& table);

}  // namespace nightporter::backoffice
