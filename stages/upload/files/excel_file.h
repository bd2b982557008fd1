#pragma once

#include <filesystem>

#include "stages/upload/upload_table.h"

namespace nightporter::stages {

/// Writes the table as an .xlsx workbook with one sheet: texts as texts, numbers as numbers when Excel keeps all of their digits, dates as
/// dates. Throws DestinationUnfit for more rows than a sheet has, or a text longer than a cell holds; NotVerified when the disk refuses.
void write_excel(const UploadTable& table, const std::filesystem::path& file);

}  // namespace nightporter::stages
