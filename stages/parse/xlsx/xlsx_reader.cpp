#include "stages/parse/xlsx/xlsx_reader.h"

#include "stages/parse/parse_error.h"
#include "stages/parse/table_choice.h"
#include "stages/parse/xlsx/shared_strings.h"
#include "stages/parse/xlsx/styles.h"
#include "stages/parse/xlsx/workbook.h"
#include "stages/parse/xlsx/worksheet.h"
#include "stages/parse/xlsx/zip_archive.h"

namespace nightporter::stages {

RawSummary read_xlsx(const std::filesystem::path& file, const TableChoice& choice, const ReadLimits& limits, const RawRowSink& sink) {
  ZipArchive archive(file, limits);
  const Workbook workbook = read_workbook(archive);
  RawSummary summary{.kind = ContentKind::kZip};
  for (const Workbook::Sheet& sheet : workbook.sheets) summary.tables.push_back({sheet.name, sheet.state});
  const std::vector<std::size_t> chosen = choose_sheets(summary.tables, choice);

  const SharedStrings strings =
      workbook.shared_strings_part.empty() ? SharedStrings() : SharedStrings(archive, workbook.shared_strings_part, limits);
  const std::vector<NumberFormat> formats =
      workbook.styles_part.empty() ? std::vector<NumberFormat>() : read_styles(archive, workbook.styles_part);
  const SheetContext context{.strings = strings, .formats = formats, .date_1904 = workbook.date_1904, .limits = limits};
  for (const std::size_t index : chosen) {
    WorksheetRows handler(index, workbook.sheets[index].name, context, sink);
    archive.parse(workbook.sheets[index].part, handler);
  }
  return summary;
}

}  // namespace nightporter::stages
